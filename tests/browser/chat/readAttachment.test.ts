import { describe, expect, it } from 'vitest'
import { readAttachment } from '@/components/chat/readAttachment.ts'
import type { Attachment } from '@/domain/chat.ts'

async function image(width: number, height: number, type: string): Promise<File> {
  const canvas = new OffscreenCanvas(width, height)
  const context = canvas.getContext('2d')
  if (context === null) throw new Error('This browser draws nothing.')
  context.fillStyle = 'teal'
  context.fillRect(0, 0, width / 2, height)
  return new File([await canvas.convertToBlob({ type })], 'picture', { type })
}

async function read(file: File): Promise<Attachment> {
  const outcome = await readAttachment(file)
  if (!outcome.isRead) throw new Error(outcome.problem.reason)
  return outcome.attachment
}

async function sizeOf(attachment: Attachment): Promise<[number, number]> {
  if (attachment.kind !== 'image') throw new Error('Not an image.')
  const picture = new Image()
  picture.src = attachment.dataURL
  await picture.decode()
  return [picture.naturalWidth, picture.naturalHeight]
}

describe('readAttachment', () => {
  it.each(['image/png', 'image/jpeg', 'image/webp'])(
    'scales a large %s down to 2048 pixels',
    async (type) => {
      const attachment = await read(await image(4096, 1024, type))
      expect(attachment.mediaType).toBe(type)
      expect(await sizeOf(attachment)).toEqual([2048, 512])
    },
  )

  it('leaves a small image as it is, byte for byte', async () => {
    const file = await image(300, 200, 'image/png')
    const attachment = await read(file)
    expect(attachment).toMatchObject({ kind: 'image', name: 'picture', bytes: file.size })
    expect(await sizeOf(attachment)).toEqual([300, 200])
  })

  it('says so when an image is broken', async () => {
    const outcome = await readAttachment(new File(['not a picture'], 'broken.png', { type: 'image/png' }))
    expect(outcome).toEqual({ isRead: false, problem: { name: 'broken.png', reason: 'broken-image' } })
  })
})
