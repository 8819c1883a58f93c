// Puts an IndexedDB that lives in memory in the place of the browser's, which refuses this page.
import 'fake-indexeddb/auto'
