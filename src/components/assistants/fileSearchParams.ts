/** The places of the fields of file search, in a tool at `param`: results, threshold and ranker. */
export function fileSearchParams(param: string): [results: string, threshold: string, ranker: string] {
  const options = `${param}.file_search`
  return [
    `${options}.max_num_results`,
    `${options}.ranking_options.score_threshold`,
    `${options}.ranking_options.ranker`,
  ]
}
