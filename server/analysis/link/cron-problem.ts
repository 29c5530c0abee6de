import { Cron } from "croner";

const nicknames = /^@(?:yearly|annually|monthly|weekly|daily|midnight|hourly)$/;

/** Why a text is no cron expression of five fields; undefined when it is one. */
export function cronProblem(text: string): string | undefined {
  const cron = text.trim();
  if (nicknames.test(cron)) return undefined;
  if (cron.startsWith("@")) return "there is no such nickname";
  const fields = cron.split(/\s+/);
  if (cron === "" || fields.length !== 5) return `it has ${cron === "" ? 0 : fields.length} fields`;
  try {
    new Cron(cron, { paused: true });
    return undefined;
  } catch (error) {
    const message = error instanceof Error ? error.message.replace(/^CronPattern:\s*/, "") : "";
    return message === "" ? "a field is out of range" : message.charAt(0).toLowerCase() + message.slice(1);
  }
}

/** Whether a text names a time zone that the runtime knows. */
export function isTimezone(text: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: text });
    return text !== "";
  } catch {
    return false;
  }
}
