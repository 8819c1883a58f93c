/** A channel to the other tabs; `null` in a browser without one, which sees their changes after a reload. */
export function openTabChannel(name: string): BroadcastChannel | null {
  return typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel(name)
}
