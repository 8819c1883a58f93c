import { ApiError } from '../http/errors.ts'

export const CHAT_MODEL = 'skein-demo'
export const REASONING_MODEL = 'skein-demo-reasoning'
export const EMBEDDING_MODEL = 'skein-demo-embedding'

/** Midnight UTC of 2026-11-22, in seconds: when the script was written. */
const CREATED = 1_795_305_600

const MODELS = [CHAT_MODEL, REASONING_MODEL, EMBEDDING_MODEL].map((id) => ({
  id,
  object: 'model' as const,
  created: CREATED,
  owned_by: 'skein',
}))

export function listModels(): Response {
  return Response.json({ object: 'list', data: MODELS })
}

/**
 * @param id as it stands in the path. None of the ids has a character that a path would escape.
 * @throws ApiError 404 for a model that is not there.
 */
export function retrieveModel(id: string): Response {
  return Response.json(modelOf(id))
}

/** @throws ApiError 404 for a model that is not there, or does not chat. */
export function requireChatModel(id: string, path: string): void {
  if (modelOf(id).id !== EMBEDDING_MODEL) return
  throw new ApiError(404, `This is not a chat model and thus not supported in the v1${path} endpoint.`, {
    param: 'model',
  })
}

/** @throws ApiError 404 for a model that is not there, 403 for one that does not embed. */
export function requireEmbeddingModel(id: string): void {
  if (modelOf(id).id === EMBEDDING_MODEL) return
  throw new ApiError(403, 'You are not allowed to generate embeddings from this model.', { param: 'model' })
}

function modelOf(id: string): (typeof MODELS)[number] {
  const model = MODELS.find((candidate) => candidate.id === id)
  if (model !== undefined) return model
  throw new ApiError(404, `The model '${id}' does not exist or you do not have access to it.`, {
    code: 'model_not_found',
    param: 'model',
  })
}
