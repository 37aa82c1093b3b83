"""A native decoder in a process of its own: a crash stays in it.

libjpeg, libpng, libwebp and libde265 are written in C, and photos are untrusted. Each photo is decoded
by a fresh Python process that has Pillow and the photo, and nothing else: no credentials, no other photo. The
kernel ends it when it takes too much memory or CPU time. A crash of the decoder is an error of the photo.

The process is started, not forked: forks of a process with threads (ONNX Runtime's) are unsafe, and shared
memory does not exist on AWS Lambda. This file is run by its path, so that the process imports nothing but
Pillow; it takes about 80 ms of CPU time.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from contextlib import suppress
from io import BytesIO
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np
    from numpy.typing import NDArray
    from PIL import Image

    from formtrace.media.photo_formats.content import PhotoContent

_BASE_BYTES = 384 * 1024**2
_BYTES_PER_PIXEL = 20
"""Coefficients of a progressive JPEG (6) or a decoder's planes (up to 8), and Pillow's two pictures (8)."""
_BASE_CPU_S = 0.8
_CPU_S_PER_MEGAPIXEL = 0.25
"""Three times what the slowest format (HEIC) took; see docs/media.md."""
_WALL_S = 45.0
_SIZE_BYTES = 4


def decode_apart(content: PhotoContent, file_format: str, max_side_px: int) -> NDArray[np.uint8]:
    """Decode a photo in a process of its own.

    Args:
        content: the photo.
        file_format: Pillow's name of its format, lower case.
        max_side_px: a larger picture is scaled down to this on its longer side.

    Returns:
        The upright picture, RGB, (H, W, 3) uint8.

    Raises:
        UndecodableMediaError: the decoder gave up, crashed, or took more memory or CPU time than it may.
    """
    import numpy as np

    from formtrace.media.photo_formats.content import damaged

    task = {"format": file_format, "orientation": content.orientation, "max_side_px": max_side_px}
    command = _command(task | _bounds(content, 1))
    try:
        done = subprocess.run(
            command, input=content.data, capture_output=True, timeout=_WALL_S, env=_environment(), check=False
        )
    except subprocess.TimeoutExpired as error:
        raise damaged() from error
    height, width = (int.from_bytes(done.stdout[at : at + _SIZE_BYTES], "big") for at in (0, _SIZE_BYTES))
    pixels = np.frombuffer(done.stdout, np.uint8, offset=min(2 * _SIZE_BYTES, len(done.stdout)))
    if done.returncode != 0 or pixels.size != height * width * 3 or pixels.size == 0:
        raise damaged()
    return pixels.reshape(height, width, 3)


def decode_frames_apart(content: PhotoContent, count: int) -> Iterator[tuple[int, NDArray[np.uint8]]]:
    """Decode the pictures of an animated WebP in a process of their own.

    Args:
        content: the file; its size is that of every picture.
        count: how many pictures there are.

    Yields:
        Milliseconds for which a picture is shown, and the picture on white, RGB, (H, W, 3) uint8.

    Raises:
        UndecodableMediaError: as for :func:`decode_apart`.
    """
    import numpy as np

    from formtrace.media.photo_formats.content import damaged

    command = _command({"format": "webp", "frames": count} | _bounds(content, count))
    size = content.width * content.height * 3
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=_environment()
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            with suppress(BrokenPipeError), process.stdin as stdin:
                stdin.write(content.data)
            for _ in range(count):
                duration, pixels = process.stdout.read(_SIZE_BYTES), process.stdout.read(size)
                if len(pixels) != size:
                    raise damaged()
                rgb = np.frombuffer(pixels, np.uint8).reshape(content.height, content.width, 3)
                yield int.from_bytes(duration, "big"), rgb
        finally:
            process.kill()


def _command(task: dict[str, Any]) -> list[str]:
    return [sys.executable, "-S", "-B", "-P", "-W", "ignore", __file__, json.dumps(task)]


def _bounds(content: PhotoContent, pictures: int) -> dict[str, Any]:
    """What the process may use for as many pictures, one after the other."""
    pixels = content.width * content.height
    return {
        "memory_bytes": _BASE_BYTES + _BYTES_PER_PIXEL * pixels + 3 * len(content.data),
        "cpu_s": _BASE_CPU_S + _CPU_S_PER_MEGAPIXEL * pixels * pictures / 1e6,
    }


def _environment() -> dict[str, str]:
    """What the process needs to find Pillow, and one arena of memory, however many threads a decoder has."""
    kept = {name: os.environ[name] for name in ("LD_LIBRARY_PATH", "PATH") if name in os.environ}
    return kept | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "MALLOC_ARENA_MAX": "1"}


def _limit(memory_bytes: int, cpu_s: float) -> None:
    """Ask the kernel for limits: memory, CPU time of all threads together, no files, no core dumps."""
    try:
        import resource
        import signal
    except ImportError:  # not a Unix
        return
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_PROF, cpu_s)


def _upright_rgb(data: bytes, file_format: str, orientation: int | None, max_side_px: int) -> Image.Image:
    """Decode, upright, the longer side at most ``max_side_px``.

    libjpeg decodes large pictures at 1/2, 1/4 or 1/8 of their size; other formats are scaled afterwards.
    """
    from PIL import Image

    if file_format == "heif":
        from pi_heif import register_heif_opener

        register_heif_opener()
    Image.MAX_IMAGE_PIXELS = None  # checked before
    image: Image.Image
    with Image.open(BytesIO(data), formats=[file_format]) as image:
        if orientation is None:
            orientation = int(image.info.get("original_orientation") or 1)
        share = max_side_px / max(image.size)
        if share < 1:
            size = (max(1, round(image.width * share)), max(1, round(image.height * share)))
            image.draft("RGB", size)
            image = _eight_bit(image).resize(size, Image.Resampling.BOX)
        image = _eight_bit(image)
    turn = {2: 0, 3: 3, 4: 1, 5: 5, 6: 4, 7: 6, 8: 2}.get(orientation)
    return image if turn is None else image.transpose(Image.Transpose(turn))


def _eight_bit(image: Image.Image) -> Image.Image:
    """RGB without alpha; Pillow would cut the high bits off 16-bit grey instead of the low ones."""
    if image.mode.startswith("I"):
        image = image.convert("I").point(lambda level: level * (1 / 256)).convert("L")
    return image.convert("RGB")


def _write_frames(data: bytes, count: int) -> None:
    from PIL import Image

    Image.MAX_IMAGE_PIXELS = None  # checked before
    with Image.open(BytesIO(data), formats=["webp"]) as image:
        for number in range(count):
            image.seek(number)
            picture = image.convert("RGBA")
            page = Image.new("RGB", picture.size, "white")
            page.paste(picture, mask=picture.getchannel("A"))
            duration = min(int(image.info.get("duration", 0)), 2**31)
            sys.stdout.buffer.write(duration.to_bytes(_SIZE_BYTES, "big") + page.tobytes())
    sys.stdout.buffer.flush()


def _main(task: dict[str, Any]) -> None:
    _limit(task.pop("memory_bytes"), task.pop("cpu_s"))
    if "frames" in task:
        _write_frames(sys.stdin.buffer.read(), task["frames"])
        os._exit(0)
    image = _upright_rgb(sys.stdin.buffer.read(), task["format"], task["orientation"], task["max_side_px"])
    sys.stdout.buffer.write(
        b"".join(side.to_bytes(_SIZE_BYTES, "big") for side in (image.height, image.width))
    )
    sys.stdout.buffer.write(image.tobytes())
    sys.stdout.buffer.flush()
    os._exit(0)  # no tidying up: it could take longer than the picture


if __name__ == "__main__":
    _main(json.loads(sys.argv[1]))
