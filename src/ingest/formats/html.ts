import { createHtmlParser } from './htmlParser.ts'
import { byPieces } from './textFile.ts'

export const readHtml = byPieces(() => createHtmlParser(null))
