"""Runs the programs of a session, one after another, in the one namespace that they share."""

import ast
import asyncio
import builtins
import importlib.abc
import importlib.util
import io
import linecache
import os
import re
import sys
import traceback
import warnings

import __main__
from _pyodide import _importhook
from pyodide.code import CodeRunner, find_imports

DATA = "/mnt/data"
FONTS = (".ttf", ".otf", ".ttc")
IMAGES_AT_MOST = 20
MESSAGE_LENGTH = 2_000
TRACEBACK_LENGTH = 10_000
# What pandas imports only once it is needed, by a word of the program that needs it.
NEEDED_BY_PANDAS = {
    "read_excel": "python_calamine",
    "to_excel": "openpyxl",
    "ExcelWriter": "openpyxl",
    "read_html": "lxml",
    "read_xml": "lxml",
    "parquet": "pyarrow",
}
# Packages outside of the distribution whose names are not those of their modules.
DISTRIBUTIONS = {"docx": "python-docx", "pptx": "python-pptx", "fpdf": "fpdf2"}
INSTALL_CALL = re.compile(r"micropip\.install\(\s*\[?\s*['\"]([A-Za-z][\w.-]*)")

# What the page hands in, and what is remembered from program to program.
package_of = {}
package_host = ""
page = None
package_notes = {}
known_files = {}
fonts_in_use = set()
images_shown = 0
programs_run = 0


def start(packages, host, callbacks):
    """`packages`: the package by the name of its module; `host`: where they come from; `callbacks`: `say(text)` and `show(png)`."""
    global package_of, package_host, page
    package_of, package_host, page = packages, host, callbacks
    _importhook.REPODATA_PACKAGES_IMPORT_TO_PACKAGE_NAME = {}  # its advice is for another place
    os.makedirs(DATA, exist_ok=True)
    os.chdir(DATA)
    sys.meta_path.insert(0, AfterImport())


def missing_packages(code):
    """What a program imports and is not here: packages of the distribution, and those that only an index may have."""
    wanted = find_imports(code)
    if "pandas" in wanted or "pandas" in sys.modules:
        wanted += [module for word, module in NEEDED_BY_PANDAS.items() if word in code]
    missing = [name for name in wanted if is_missing(name)]
    packages = {package_of[name] for name in missing if name in package_of}
    # A part of a package that is here, or comes by its own name, is nothing that an index would know.
    tops = {name.partition(".")[0] for name in missing}
    unknown = {name for name in tops if name not in package_of and not name.startswith("_") and is_missing(name)}
    others = {distribution_of(name) for name in unknown}
    others.update(name for name in INSTALL_CALL.findall(code) if is_missing(name) and name not in package_of)
    return [sorted(packages), sorted(others)]


def distribution_of(module):
    return package_of.get(module) or DISTRIBUTIONS.get(module, module)


def is_missing(name):
    try:
        return importlib.util.find_spec(name) is None
    except (ImportError, AttributeError, ValueError):
        return True  # of a package that is not here, or whose module is an odd one


def note_packages(names, note):
    """Remembers why packages are not here: `refused`, `unreachable`, or what their installer says."""
    package_notes.update((name, note) for name in names)


async def install(names, refused_hosts):
    """Has micropip install what the distribution lacks, with all that this needs."""
    try:
        import micropip
    except Exception as error:
        note_packages(names, why(error))
        return
    for name in names:
        note_packages([name], "")
        try:
            await micropip.install(name)
        except Exception as error:
            refused = ", ".join(refused_hosts.to_py())
            note_packages([name], f"the person has not allowed {refused}." if refused else why(error))


def why(error):
    return (str(error).strip() or type(error).__name__).splitlines()[0][:300]


async def run_program(code):
    """Runs a program. Returns why it did not come to its end: `exception`, `memory` or None."""
    global images_shown, programs_run
    images_shown = 0
    programs_run += 1
    filename = f"<program {programs_run}>"
    linecache.cache[filename] = (len(code), None, code.splitlines(keepends=True), filename)
    known_files.clear()
    known_files.update(list_files())
    sys.stdin, sys.stdout, sys.stderr = open(0, closefd=False), writer(1), writer(2)
    os.makedirs(DATA, exist_ok=True)
    os.chdir(DATA)
    use_own_fonts()
    failure = await attempt(evaluate(code, filename), filename)
    end_tasks()
    if failure == "memory":
        return failure
    return await attempt(show_open_figures(), filename) or failure


def end_tasks():
    """What a program leaves running would take its time from the next ones, whose output it could not be told from."""
    current = asyncio.current_task()
    for task in asyncio.all_tasks():
        if task is not current:
            task.cancel()


async def attempt(work, filename):
    """Waits for it, and tells what went wrong."""
    try:
        await work
    except SystemExit as error:
        return tell_exit(error)
    except BaseException as error:
        tell(error, filename)
        return "memory" if isinstance(error, MemoryError) else "exception"
    return None


async def evaluate(code, filename):
    runner = CodeRunner(code, filename=filename, flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT).compile()
    value = await runner.run_async(__main__.__dict__)
    if value is not None:
        builtins._ = value
        show_value(value)


def show_value(value):
    """As a notebook does: what can draw itself is shown as a picture."""
    draw = getattr(type(value), "_repr_png_", None)
    png = draw(value) if callable(draw) else None
    if isinstance(png, bytes):
        show_image(lambda file: file.write(png))
    else:
        print(repr(value))


def writer(descriptor):
    """A stream that holds nothing back: what is written reaches the page even when the program never ends."""
    raw = io.FileIO(descriptor, "w", closefd=False)
    return io.TextIOWrapper(raw, encoding="utf-8", errors="backslashreplace", write_through=True)


def list_files():
    """When each file under `/mnt/data` was written and its size, by its name there."""
    files = {}
    for folder, folders, names in os.walk(DATA):
        folders[:] = [name for name in folders if name != "__pycache__"]
        for name in names:
            path = os.path.join(folder, name)
            if os.path.isfile(path) and not name.startswith("."):
                facts = os.stat(path)
                files[os.path.relpath(path, DATA)] = (facts.st_mtime_ns, facts.st_size)
    return files


def changed_files():
    """Name and size of the files that the program has written or changed, in the order in which it did."""
    files = {name: facts for name, facts in list_files().items() if known_files.get(name) != facts}
    return [(name, files[name][1]) for name in sorted(files, key=lambda name: (files[name][0], name))]


# What went wrong


def tell_exit(error):
    """`exit()` ends a program, not its session."""
    if error.code is None or error.code == 0:
        return None
    page.say(f"The program ended itself: exit code {error.code}.\n")
    return "exception"


def tell(error, filename):
    if isinstance(error, MemoryError):
        page.say("MemoryError: the program needs more memory than it may have.\n")
        return
    try:
        text = "".join(traceback.format_exception(without_us(error, filename)))
    except BaseException as second:  # its `__str__`, say, raises
        text = f"{type(error).__name__} (and its text cannot be had: {type(second).__name__})\n"
    page.say(shortened(text) + "".join(f"{note}\n" for note in notes_on(error)))


def without_us(error, filename):
    """The exception, without the frames that led to the program."""
    frames = error.__traceback__
    while frames is not None and frames.tb_frame.f_code.co_filename != filename:
        frames = frames.tb_next
    return error.with_traceback(frames)


def shortened(text):
    if len(text) <= TRACEBACK_LENGTH:
        return text
    return f"{text[:MESSAGE_LENGTH]}\n…\n{text[MESSAGE_LENGTH - TRACEBACK_LENGTH:]}"


def notes_on(error):
    """What to do about modules that are not here, wherever in the chain of exceptions they were missed."""
    seen = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        module = (getattr(error, "name", None) or "").partition(".")[0]
        if isinstance(error, ModuleNotFoundError) and module and is_missing(module):
            yield note_on(module)
        error = error.__cause__ or error.__context__


def note_on(module):
    package = distribution_of(module)
    note = package_notes.get(package)
    if note == "refused":
        return (
            f"Note: the package '{package}' has to be fetched from {package_host}, which the person has not allowed. "
            "It can be allowed in the settings of the code interpreter. The standard library is here."
        )
    if note == "unreachable":
        return (
            f"Note: the package '{package}' could not be fetched from {package_host}: there may be no network. "
            "The standard library is here."
        )
    if note:
        return f"Note: the package '{package}' could not be installed: {note} The standard library is here."
    if note == "":
        return f"Note: the package '{package}' was installed, and has no module '{module}'."
    return f"Note: the package '{package}' is fetched for a program that says 'import {module}' itself."


# Figures


class AfterImport(importlib.abc.MetaPathFinder):
    """Changes a module once it has been imported: what shows something shows it in the page."""

    def find_spec(self, name, path=None, target=None):
        change = CHANGES.get(name)
        if change is None:
            return None
        for finder in sys.meta_path:
            spec = None if finder is self else finder.find_spec(name, path, target)
            if spec is not None:
                return with_change(spec, change)
        return None


def with_change(spec, change):
    load = spec.loader.exec_module

    def exec_module(module):
        load(module)
        change(module)

    spec.loader.exec_module = exec_module
    return spec


def change_pyplot(pyplot):
    warnings.filterwarnings("ignore", message=".*non-interactive.*")
    use_own_fonts()

    def show(*args, **kwargs):
        """Shows all open figures in the page, and closes them."""
        for number in pyplot.get_fignums():
            figure = pyplot.figure(number)
            show_image(lambda file: save_figure(figure, file))
        pyplot.close("all")

    pyplot.show = show


def save_figure(figure, file):
    """Draws it, and says what to do about characters that no font here has: matplotlib warns of each by itself."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        figure.savefig(file, format="png", bbox_inches="tight")
    missing = [one for one in caught if "missing from font" in str(one.message)]
    for other in caught:
        if other not in missing:
            warnings.warn_explicit(other.message, other.category, other.filename, other.lineno)
    if missing:
        page.say(
            f"Note: of the characters in the figure, {len(missing)} are in no font that is here. "
            f"A font file (.ttf, .otf) that is attached to the thread, or written to {DATA}, is used from then on.\n"
        )


def use_own_fonts():
    """Fonts that lie among the files draw what matplotlib's own has no glyphs for: Chinese, say."""
    matplotlib = sys.modules.get("matplotlib")
    manager = sys.modules.get("matplotlib.font_manager")
    if manager is None:
        return
    for name in list_files():
        if not name.lower().endswith(FONTS) or name in fonts_in_use:
            continue
        fonts_in_use.add(name)
        path = os.path.join(DATA, name)
        try:
            manager.fontManager.addfont(path)
            family = manager.FontProperties(fname=path).get_name()
        except Exception as error:
            print(f"{name} cannot be used as a font: {error}", file=sys.stderr)
        else:
            matplotlib.rcParams["font.family"] = [*matplotlib.rcParams["font.family"], family]


def change_image(module):
    def show(self, *args, **kwargs):
        """Shows the image in the page."""
        image = self if self.mode in ("1", "L", "LA", "P", "RGB", "RGBA", "I;16") else self.convert("RGB")
        show_image(lambda file: image.save(file, format="PNG"))

    module.Image.show = show


def change_pandas(pandas):
    if importlib.util.find_spec("openpyxl") is None and importlib.util.find_spec("python_calamine") is not None:
        pandas.set_option("io.excel.xlsx.reader", "calamine")


CHANGES = {"matplotlib.pyplot": change_pyplot, "PIL.Image": change_image, "pandas": change_pandas}


def show_image(save):
    global images_shown
    images_shown += 1
    if images_shown > IMAGES_AT_MOST:
        if images_shown == IMAGES_AT_MOST + 1:
            page.say(f"Only the first {IMAGES_AT_MOST} figures of a program are shown.\n")
        return
    file = io.BytesIO()
    save(file)
    page.show(file.getvalue())


async def show_open_figures():
    """As a notebook does: a figure that the program has drawn and not closed is shown, too."""
    pyplot = sys.modules.get("matplotlib.pyplot")
    if pyplot is not None:
        pyplot.show()
