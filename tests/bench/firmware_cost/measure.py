#!/usr/bin/env python3
"""What Pinfold's firmware costs beyond the kernels of kws_int8 on qemu-mps2-an500.

usage: measure.py <pinfold-cli> <archive>

Links the generated library into a bare main with nano.specs, and the kernels alone into another, runs both in QEMU and
prints every term. Exit code 1 if a bound is not met.
"""
import json
import pathlib
import re
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
BOARD = "qemu-mps2-an500"
MOST_RAM = 512        # bytes beyond pool and guards, without stack
MOST_FLASH = 3 * 1024  # bytes beyond kernels, libm and libgcc, weights and descriptors
MOST_INSTRUCTIONS = 0.005


def run(command, **options):
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True, **options)
    if done.returncode != 0:
        sys.exit(f"{' '.join(map(str, command))}\n{done.stdout}{done.stderr}")
    return done.stdout


def board_flags(library):
    text = (library / "CMakeLists.txt").read_text()
    return re.search(r'set\(PINFOLD_MCU_FLAGS "([^"]*)"', text).group(1).split()


def link(name, library, script, sources, folder):
    elf = folder / f"{name}.elf"
    includes = [f"-I{library / sub}" for sub in ("include", "runtime", "model")] + [f"-I{HERE}"]
    objects = []
    for source in sources:
        target = folder / f"{name}_{source.name}.o"
        own = ["-Os", "-fno-tree-loop-distribute-patterns"] if source.parent == HERE else []
        run(["arm-none-eabi-gcc", *board_flags(library), "-O2", "-fno-strict-aliasing", "-ffunction-sections",
             "-fdata-sections", *own, *includes, "-c", source, "-o", target])
        objects.append(target)
    run(["arm-none-eabi-gcc", *board_flags(library), "-nostartfiles", "--specs=nano.specs", f"-T{script}",
         "-Wl,--gc-sections", f"-Wl,-Map={elf}.map", *objects, "-lm", "-o", elf])
    return elf


def ticks(elf):
    out = run(["qemu-system-arm", "-machine", "mps2-an500", "-icount", "shift=0", "-display", "none", "-monitor", "none",
               "-serial", "none", "-chardev", "stdio,id=console", "-semihosting-config",
               "enable=on,target=native,chardev=console", "-kernel", elf], timeout=120)
    return int(out.strip() or 0)


def sections(elf):
    """Allocated sections: name -> (type, bytes)."""
    rows = {}
    for line in run(["arm-none-eabi-readelf", "-S", "-W", elf]).splitlines():
        match = re.match(r"\s*\[\s*\d+\]\s+(\S+)\s+(\S+)\s+\S+\s+\S+\s+(\S+)\s+\S+\s+(\S*A\S*)\s", line)
        if match:
            rows[match.group(1)] = (match.group(2), int(match.group(3), 16))
    return rows


def placed(elf):
    """Input sections of the map: (output section, input section, file, bytes)."""
    text = pathlib.Path(f"{elf}.map").read_text().split("Linker script and memory map", 1)[1]
    output, name, rows = "", "", []
    for line in text.splitlines():
        if re.match(r"\.\S", line):
            output = line.split()[0]
        match = re.match(r" (\.\S+|COMMON)?\s*(?:(0x[0-9a-f]+)\s+(0x[0-9a-f]+)\s+(\S.*))?$", line)
        if not match:
            continue
        name = match.group(1) or name
        if match.group(4) and int(match.group(3), 16):
            rows.append((output, name, match.group(4), int(match.group(3), 16)))
    return rows


def flash_terms(elf, library):
    in_flash = {name for name, (kind, _) in sections(elf).items() if kind != "NOBITS"}
    kernels = {path.name for path in (library / "kernels").iterdir()}
    terms = dict.fromkeys(["kernels", "libm and libgcc", "weights", "descriptors", "the rest"], 0)
    for output, name, file, count in placed(elf):
        if output not in in_flash:
            continue
        if name.startswith(".nn_weights"):
            term = "weights"
        elif any(f"_{kernel}.o" in file for kernel in kernels):
            term = "kernels"
        elif re.search(r"lib(m|gcc)(_nano)?\.a", file):
            term = "libm and libgcc"
        elif "_network.c.o" in file or "pinfold_models.c.o" in file:
            term = "descriptors"
        else:
            term = "the rest"
        terms[term] += count
    total = sum(count for _, (kind, count) in sections(elf).items() if kind != "NOBITS")
    terms["the rest"] += total - sum(terms.values())  # alignment
    return terms, total


def main():
    cli, archive = sys.argv[1:3]
    with tempfile.TemporaryDirectory() as temporary:
        folder = pathlib.Path(temporary)
        for mode in ("library", "firmware"):
            run([cli, "generate", archive, "--board", BOARD, "--mode", mode, "--output", folder / mode])
        library, script = folder / "library", folder / "firmware" / "board.ld"
        model = sorted((library / "model").glob("*.[cS]")) + sorted((library / "kernels").glob("*.c"))
        runtime = sorted((library / "runtime").glob("*.c"))
        start = HERE / "start.c"
        whole = link("library", library, script, [HERE / "library_main.c", start, *model, *runtime], folder)
        alone = link("kernels", library, script, [HERE / "kernels_main.c", start, *model], folder)
        with_library, kernels_alone = ticks(whole), ticks(alone)
        terms, flash = flash_terms(whole, library)
        pool = json.loads((library / "plan.json").read_text())["pools"][0]
        used = sections(whole)
    if not with_library or not kernels_alone:
        sys.exit("an inference failed")

    pools = sum(count for name, (_, count) in used.items() if name.startswith(".pinfold.")
                and name not in (".pinfold.free", ".pinfold.guard", ".pinfold.stack", ".pinfold.noinit"))
    statics = sum(used.get(name, ("", 0))[1] for name in (".data", ".bss", ".pinfold.noinit", ".pinfold.guard"))
    extra = with_library / kernels_alone - 1
    print(f"RAM    pool {pool['bytes']:,} + guards {pool['guard']:,} = {pools:,} B; static data {statics:,} B"
          f" (bound {MOST_RAM}); stack not counted")
    print("flash  " + " + ".join(f"{name} {count:,}" for name, count in terms.items()) + f" = {flash:,} B"
          f" (bound for the rest, bare main and start-up included: {MOST_FLASH:,})")
    print(f"time   {with_library * 40:,} instructions an inference; kernels alone {kernels_alone * 40:,};"
          f" {extra:+.4%} (bound {MOST_INSTRUCTIONS:.1%})")
    met = pools + statics <= pool["bytes"] + pool["guard"] + MOST_RAM and terms["the rest"] <= MOST_FLASH \
        and extra <= MOST_INSTRUCTIONS
    print("all bounds met" if met else "A BOUND IS NOT MET")
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
