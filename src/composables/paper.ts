import { ref } from 'vue'

/** While the page is made ready for paper: what else waits until it is in view comes at once. */
export const isForPaper = ref(false)
