export {
  formatAge,
  formatBytes,
  formatChange,
  formatCount,
  formatRows,
  formatRowsShort,
  formatSeconds,
  formatShortAge,
} from "../../../protocol/record/format-facts.ts";
