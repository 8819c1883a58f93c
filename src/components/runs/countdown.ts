/** What is left of a time in milliseconds, as a clock shows it: `9:53`, from an hour on `1:09:53`. */
export function countdown(leftMs: number): string {
  const seconds = Math.max(0, Math.floor(leftMs / 1000))
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60]
  const parts = hours > 0 ? [hours, twoDigits(minutes)] : [minutes]
  return [...parts, twoDigits(seconds % 60)].join(':')
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0')
}
