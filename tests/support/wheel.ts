import { createHash } from 'node:crypto'
import { strToU8, zipSync } from 'fflate'

/** A Python package: its files, by their names, in the form that installers take. */
export function wheelOf(name: string, files: Record<string, string>): { bytes: Uint8Array; sha256: string } {
  const about = `${name}-1.0.dist-info`
  const all = {
    ...files,
    [`${about}/METADATA`]: `Metadata-Version: 2.1\nName: ${name}\nVersion: 1.0\n`,
    [`${about}/WHEEL`]: 'Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n',
    [`${about}/RECORD`]: '',
  }
  const entries = Object.entries(all).map(([path, text]) => [path, strToU8(text)])
  const bytes = zipSync(Object.fromEntries(entries))
  return { bytes, sha256: createHash('sha256').update(bytes).digest('hex') }
}

/** What of matplotlib a program needs that shows figures, drawing nothing but the start of a PNG. */
export const FIGURES = wheelOf('matplotlib', {
  'matplotlib/__init__.py': 'rcParams = {"font.family": ["sans-serif"]}\n',
  'matplotlib/font_manager.py': '',
  'matplotlib/pyplot.py': `
import matplotlib
figures = {}
class Figure:
    def savefig(self, file, format, bbox_inches):
        file.write(b"\\x89PNG" + bytes([len(figures)]))
def figure(number=None):
    return figures.setdefault(number or len(figures) + 1, Figure())
def get_fignums():
    return list(figures)
def close(which):
    figures.clear()
def show():
    raise RuntimeError("not replaced")
`,
})

/** Installs what an index at `index.example` names, as micropip does. */
export const INSTALLER = wheelOf('micropip', {
  'micropip/__init__.py': `
import importlib, io, site, zipfile
from pyodide.http import pyfetch
async def install(name):
    index = await pyfetch(f"https://index.example/simple/{name}/", headers={"Accept": "application/json"})
    if index.status != 200:
        raise ValueError(f"The index has no '{name}'.")
    wheel = await (await pyfetch((await index.json())["url"])).bytes()
    zipfile.ZipFile(io.BytesIO(wheel)).extractall(site.getsitepackages()[0])
    importlib.invalidate_caches()
`,
})
