import type { Attachment } from '@/domain/chat.ts'
import { createId } from '@/domain/ids.ts'
import { isOfGroup } from '@/domain/fileFormats.ts'
import { decodeText } from '@/domain/textEncoding.ts'
import { CHAT_IMAGE_BYTES, CHAT_IMAGE_EDGE_PX, CHAT_TEXT_BYTES } from '@/facts/limits.ts'

export interface AttachmentProblem {
  name: string
  reason: 'text-too-large' | 'image-too-large' | 'not-text' | 'broken-image' | 'unreadable'
}

export type ReadAttachment =
  | { isRead: true; attachment: Attachment }
  | { isRead: false; problem: AttachmentProblem }

/** A file as a message can carry it (an image, or a text), or why it cannot. */
export async function readAttachment(file: File): Promise<ReadAttachment> {
  const read = isOfGroup({ name: '', type: file.type }, 'image') ? readImage(file) : readText(file)
  const outcome = await read.catch((): AttachmentProblem['reason'] => 'unreadable') // gone, or a folder
  return typeof outcome === 'string'
    ? { isRead: false, problem: { name: file.name, reason: outcome } }
    : { isRead: true, attachment: outcome }
}

async function readText(file: File): Promise<Attachment | AttachmentProblem['reason']> {
  if (file.size > CHAT_TEXT_BYTES) return 'text-too-large'
  const text = await decodeText(file)
  if (text === null) return 'not-text'
  const mediaType = file.type === '' ? 'text/plain' : file.type
  return { id: createId('att'), kind: 'text', name: file.name, mediaType, bytes: file.size, text }
}

async function readImage(file: File): Promise<Attachment | AttachmentProblem['reason']> {
  const bitmap = await createImageBitmap(file).catch(() => null)
  if (bitmap === null) return 'broken-image'
  try {
    const blob = await withinEdge(file, bitmap)
    if (blob.size > CHAT_IMAGE_BYTES) return 'image-too-large'
    const { id, name } = { id: createId('att'), name: file.name === '' ? 'image' : file.name }
    return { id, kind: 'image', name, mediaType: blob.type, bytes: blob.size, dataURL: await dataURLOf(blob) }
  } finally {
    bitmap.close()
  }
}

async function withinEdge(file: File, bitmap: ImageBitmap): Promise<Blob> {
  const scale = CHAT_IMAGE_EDGE_PX / Math.max(bitmap.width, bitmap.height)
  if (scale >= 1) return file
  const canvas = document.createElement('canvas')
  canvas.width = Math.round(bitmap.width * scale)
  canvas.height = Math.round(bitmap.height * scale)
  const context = canvas.getContext('2d')
  if (context === null) return file
  context.imageSmoothingQuality = 'high'
  context.drawImage(bitmap, 0, 0, canvas.width, canvas.height)
  const type = file.type === 'image/gif' ? 'image/png' : file.type
  const scaled = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, type, 0.9))
  return scaled ?? file
}

function dataURLOf(blob: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader()
    reader.onload = () => resolve(typeof reader.result === 'string' ? reader.result : '')
    reader.onerror = () => reject(reader.error ?? new Error('The file could not be read.'))
    reader.readAsDataURL(blob)
  })
}
