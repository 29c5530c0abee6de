import { l10n, ProgressLocation, window } from "vscode";
import type { AssetKey } from "../../protocol/graph/asset-key.ts";
import type { RunPlan } from "../../protocol/record/run-plan.ts";
import type { LaunchedRun } from "../../runtime/host/launcher.ts";
import type { RunTells } from "./run-tells.ts";
import { howFar, percentDone, whatIsMade } from "./run-words.ts";

/** Shows a run's progress with a way to cancel it, until it has ended. */
export function followRun(plan: RunPlan, launched: LaunchedRun, tells: RunTells): void {
  const assets: AssetKey[] = plan.steps.flatMap((step) => step.assets);
  const title = l10n.t("Materializing {0}", whatIsMade(l10n.t, assets));
  void window.withProgress(
    { location: ProgressLocation.Notification, title, cancellable: true },
    async (progress, token) => {
      const cancelling = token.onCancellationRequested(() => launched.cancel());
      let percent = 0;
      const stop = tells.follow(plan.run, (run) => {
        const next = percentDone(run);
        // A single step has no part that could be told.
        if (run.steps.planned > 1) progress.report({ message: howFar(l10n.t, run), increment: next - percent });
        percent = next;
      });
      try {
        await launched.ended;
      } finally {
        cancelling.dispose();
        stop();
      }
    },
  );
}
