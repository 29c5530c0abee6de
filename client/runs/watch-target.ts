/** What is needed of VS Code's debug session. */
export interface Session {
  readonly id: string;
  readonly configuration: Readonly<Record<string, unknown>>;
  readonly parentSession?: { readonly id: string } | undefined;
}

/** Follows the debugger of one run: the session that was asked for, and the one that the debugger opens below it for the process. */
export interface TargetWatch<Started extends Session> {
  started(session: Started): void;
  terminated(session: Started): void;
  /** Ends the debugger, also one that is only about to begin. */
  stop(): void;
}

export interface TargetWatchOptions<Started> {
  readonly run: string;
  readonly end: (session: Started) => void;
  /** The session is gone, with its toolbar. */
  readonly onEnded: () => void;
}

/**
 * When the process is gone, VS Code closes the session below, and may leave the one above, with its toolbar, for as long as something
 * else of it seems to live: this ends that one at once.
 */
export function watchTarget<Started extends Session>({
  run,
  end,
  onEnded,
}: TargetWatchOptions<Started>): TargetWatch<Started> {
  const targets = new Set<string>();
  let above: Started | undefined;
  let isStopped = false;

  function stop(): void {
    const isFirst = !isStopped;
    isStopped = true;
    // Without a session, VS Code would stop everybody's.
    if (isFirst && above !== undefined) end(above);
  }

  return {
    started(session) {
      if (session.parentSession === undefined) {
        if (session.configuration["evergraphRun"] !== run) return;
        above = session;
        if (isStopped) end(session);
      } else if (session.parentSession.id === above?.id) targets.add(session.id);
    },
    terminated(session) {
      if (session.id === above?.id) {
        above = undefined;
        isStopped = true;
        onEnded();
      } else if (targets.delete(session.id) && targets.size === 0) stop();
    },
    stop,
  };
}
