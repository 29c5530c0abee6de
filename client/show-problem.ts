import { l10n, window } from "vscode";
import type { ErrorEntry, RecordedError } from "../protocol/errors/error-entry.ts";
import type { Log } from "./log.ts";
import { revealPlace } from "./reveal-place.ts";

/** A way on, as a button of a notification. */
export interface WayOn {
  readonly title: string;
  readonly go: () => unknown;
}

/** Shows errors to people: what happened, what to do, and a button for each way on. */
export interface Problems {
  show(error: RecordedError, options?: { readonly project?: string; readonly waysOn?: readonly WayOn[] }): void;
  /** A row of the catalogue. */
  tell<Facts>(entry: ErrorEntry<Facts>, facts: Facts, ...waysOn: readonly WayOn[]): void;
}

export function createProblems(log: Log): Problems {
  const tell = (text: string, severity: ErrorEntry<never>["severity"], waysOn: readonly WayOn[]): void => {
    const present = severity === "error" ? window.showErrorMessage : window.showWarningMessage;
    void present(text, ...waysOn.map(({ title }) => title)).then((chosen) =>
      waysOn.find(({ title }) => title === chosen)?.go(),
    );
  };
  return {
    show(error, { project, waysOn = [] } = {}) {
      const text = [error.message, error.remedy].filter((part) => part !== undefined && part !== "").join(" ");
      log.error(error.stack ?? text);
      const { range } = error;
      const toPlace: WayOn[] =
        range === undefined || project === undefined
          ? []
          : [{ title: l10n.t("Go to Line {0}", range.start.line + 1), go: () => revealPlace(project, range) }];
      tell(text, "error", [...toPlace, ...waysOn]);
    },
    tell(entry, facts, ...waysOn) {
      const text = `${entry.message(facts)} ${entry.remedy(facts)}`;
      log.warn(text);
      tell(text, entry.severity, waysOn);
    },
  };
}
