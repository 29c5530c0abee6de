import { existsSync, type FSWatcher, watch } from "node:fs";
import { dirname } from "node:path";

/**
 * Calls back once, when a file that is not there yet has come. Watches only the nearest folder above it that exists, so that waiting
 * costs nothing. Returns how to stop.
 */
export function watchForFile(file: string, onThere: () => void): () => void {
  let watcher: FSWatcher | undefined;
  let watched: string | undefined;
  let stopped = false;

  function stop(): void {
    stopped = true;
    watcher?.close();
    watcher = undefined;
  }

  function look(): void {
    if (stopped) return;
    if (existsSync(file)) {
      stop();
      onThere();
      return;
    }
    const nearest = nearestFolder(file);
    if (nearest === watched && watcher !== undefined) return;
    watcher?.close();
    watched = nearest;
    try {
      watcher = watch(nearest, { persistent: false }, look);
      // A folder that goes ends its watcher with an error on some systems, and with an event on others.
      watcher.on("error", lookAnew);
    } catch {
      watcher = undefined;
      return;
    }
    // It may have come between the look and the watch.
    if (existsSync(file) || nearestFolder(file) !== nearest) look();
  }

  function lookAnew(): void {
    watched = undefined;
    look();
  }

  look();
  return stop;
}

function nearestFolder(path: string): string {
  let folder = dirname(path);
  while (!existsSync(folder) && dirname(folder) !== folder) folder = dirname(folder);
  return folder;
}
