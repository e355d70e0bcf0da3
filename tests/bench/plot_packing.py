#!/usr/bin/env python3
"""Draws how time and memory of packing grow with the number of buffers.

    bench_pack --benchmark_filter=scattered --benchmark_format=json > growth.json
    plot_packing.py growth.json docs/packing.svg
"""
import json
import math
import sys

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 520, 300, 60, 60, 30, 45


def scale(values, low, high):
    first = math.floor(math.log10(min(values)))
    last = max(first + 1, math.ceil(math.log10(max(values))))
    return first, last, lambda v: low + (high - low) * (math.log10(v) - first) / (last - first)


def main(source, target):
    with open(source, encoding="utf-8") as file:
        rows = [b for b in json.load(file)["benchmarks"] if b["name"].startswith("scattered/")]
    items = [r["items"] for r in rows]
    series = [("#1f77b4", "seconds", [r["cpu_time"] / 1000 for r in rows]),
              ("#d62728", "MB", [r["most_mb"] for r in rows])]
    x0, x1, x = scale(items, LEFT, WIDTH - RIGHT)
    out = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" '
           'font-size="12">',
           f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>']
    for e in range(x0, x1 + 1):
        out.append(f'<line x1="{x(10**e):.0f}" x2="{x(10**e):.0f}" y1="{TOP}" y2="{HEIGHT - BOTTOM}" stroke="#ddd"/>')
        out.append(f'<text x="{x(10**e):.0f}" y="{HEIGHT - BOTTOM + 16}" text-anchor="middle">{10**e:,}</text>')
    out.append(f'<text x="{WIDTH / 2:.0f}" y="{HEIGHT - 8}" text-anchor="middle">buffers</text>')
    for side, (colour, unit, values) in enumerate(series):
        y0, y1, y = scale(values, HEIGHT - BOTTOM, TOP)
        anchor, at = (("end", LEFT - 6), ("start", WIDTH - RIGHT + 6))[side]
        for e in range(y0, y1 + 1):
            out.append(f'<text x="{at}" y="{y(10**e) + 4:.0f}" text-anchor="{anchor}" fill="{colour}">{10**e:g}</text>')
        out.append(f'<text x="{at}" y="{TOP - 12}" text-anchor="{anchor}" fill="{colour}">{unit}</text>')
        points = " ".join(f"{x(i):.1f},{y(v):.1f}" for i, v in zip(items, values))
        out.append(f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2"/>')
        out += [f'<circle cx="{x(i):.1f}" cy="{y(v):.1f}" r="3" fill="{colour}"/>' for i, v in zip(items, values)]
    with open(target, "w", encoding="utf-8") as file:
        file.write("\n".join(out + ["</svg>"]) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:3])
