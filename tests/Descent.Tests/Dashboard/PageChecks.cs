using Microsoft.Playwright;
using Xunit;

namespace Descent.Tests;

/// <summary>What must hold for every page, whatever it shows, at any width and in both themes.</summary>
internal static class PageChecks
{
    /// <summary>
    /// The contrast of every text with what lies behind it, and of every line of a drawing with the page; those below 4.5 and 3 (WCAG 2.2, 1.4.3 and 1.4.11, AA). What is
    /// drawn on a canvas has its colours from the same variables. Lines of a grid only lead the eye to numbers that stand beside them, and are left out.
    /// </summary>
    private const string Contrasts = """
        () => {
          const probe = document.body.appendChild(document.createElement("canvas")).getContext("2d", { willReadFrequently: true });
          const parse = (color) => { probe.clearRect(0, 0, 1, 1); probe.fillStyle = color; probe.fillRect(0, 0, 1, 1); const [r, g, b, a] = probe.getImageData(0, 0, 1, 1).data; return { rgb: [r, g, b], a: a / 255 }; };
          const lum = (rgb) => { const [r, g, b] = rgb.map((v) => v / 255).map((v) => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4); return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
          const ratio = (x, y) => { const [a, b] = [lum(x), lum(y)].sort((p, q) => q - p); return (a + 0.05) / (b + 0.05); };
          const behind = (e) => { for (; e; e = e.parentElement) { const b = parse(getComputedStyle(e).backgroundColor); if (b.a > 0.5) return b.rgb; } return [255, 255, 255]; };
          const low = [];
          const check = (what, color, ground, least) => { const c = ratio(parse(color).rgb, ground); if (c < least) low.push(`${what}: ${c.toFixed(2)}`); };
          const isSeen = (e) => e.checkVisibility();
          for (const e of document.querySelectorAll("body *")) {
            if (!isSeen(e)) continue;
            const name = `${e.tagName}.${e.getAttribute("class") ?? ""} "${e.textContent.slice(0, 30)}"`;
            const style = getComputedStyle(e);
            if (e instanceof HTMLElement || e instanceof MathMLElement) {
              if ([...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim())) check(name, style.color, behind(e), 4.5);
            } else if (e instanceof SVGTextElement) {
              const node = e.parentElement.querySelector(":scope > rect.node");
              check(name, style.fill, node ? parse(getComputedStyle(node).fill).rgb : behind(e), 4.5);
            } else if (e.matches(".trail, .edge, .whisker, .base, .place, .swatch path[stroke]")) check(name, style.stroke, behind(e), 3);
          }

          // All that a canvas may be drawn with.
          const variables = getComputedStyle(document.documentElement);
          const paper = parse(variables.getPropertyValue("--paper")).rgb;
          for (const name of ["ink", "quiet", ...Array.from({ length: 8 }, (_, i) => `series-${i}`)]) check(`--${name}`, variables.getPropertyValue(`--${name}`), paper, 4.5);
          probe.canvas.remove();
          return low;
        }
        """;

    /// <summary>Numbers and names in drawings that are cut, shortened or lie on each other.</summary>
    private const string Labels = """
        () => {
          const found = [];
          for (const drawing of document.querySelectorAll("svg")) {
            if (!drawing.checkVisibility()) continue;
            const frame = drawing.getBoundingClientRect(), texts = [...drawing.querySelectorAll("text")].map((t) => [t.textContent, t.getBoundingClientRect()]);
            texts.forEach(([text, a], i) => {
              if (a.left < frame.left - 1 || a.right > frame.right + 1 || a.top < frame.top - 1 || a.bottom > frame.bottom + 1) found.push(`"${text}" is cut`);
              if (text.includes("…")) found.push(`"${text}" is shortened`);
              for (const [other, b] of texts.slice(i + 1))
                if (Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1 && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 4) found.push(`"${text}" lies on "${other}"`);
            });
          }
          return found;
        }
        """;

    /// <summary>Drawings without words that say what they show, or with the words of another one.</summary>
    private const string Wordless = """
        () => {
          const found = [], said = new Set();
          for (const drawing of document.querySelectorAll("canvas, svg:not(.swatch), table.heat")) {
            if (!drawing.checkVisibility()) continue;
            const words = (drawing.matches("table") ? drawing : drawing.closest("[role=img]"))?.getAttribute("aria-label") ?? "";
            if (words.trim().length < 5) found.push(`a ${drawing.tagName} of ${drawing.closest("section")?.id} says "${words}"`);
          }
          for (const plot of document.querySelectorAll("[role=img][aria-label], table.heat")) {
            const words = plot.getAttribute("aria-label");
            if (said.has(words)) found.push(`two say "${words}"`);
            said.add(words);
          }
          for (const picture of document.images) if (picture.alt.trim() === "") found.push("a picture without words");
          return found;
        }
        """;

    /// <summary>Notes whatever the keyboard comes to.</summary>
    private const string NoteFocus = "() => { window.reached = new Set(); document.addEventListener('focusin', (event) => window.reached.add(event.target)); }";

    /// <summary>What a click does something to, and the keyboard did not come to: neither it, nor what it is part of, nor what it holds.</summary>
    private const string Unreached = """
        () => [...document.querySelectorAll("body *")]
          .filter((e) => e.checkVisibility() && (e.matches("a[href], button:not(:disabled), summary, input:not(:disabled), select") || getComputedStyle(e).cursor === "pointer"))
          .filter((e) => { for (let at = e; at; at = at.parentElement) if (window.reached.has(at) || window.reached.has(at.control)) return false; return ![...e.querySelectorAll("*")].some((inner) => window.reached.has(inner)); })
          .map((e) => `${e.tagName}.${e.className} "${e.textContent.slice(0, 30)}"`)
        """;

    /// <summary>Text and lines stand out, labels can be read, drawings are also told in words, and nothing is wider than the window.</summary>
    public static async Task AssertLegible(IPage page)
    {
        Assert.Equal(await page.EvaluateAsync<int>("innerWidth"), await page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
        Assert.Empty(await page.EvaluateAsync<string[]>(Contrasts));
        Assert.Empty(await page.EvaluateAsync<string[]>(Labels));
        Assert.Empty(await page.EvaluateAsync<string[]>(Wordless));
    }

    /// <summary>Whatever can be clicked is reached with the tabulator.</summary>
    /// <param name="page">The page.</param>
    /// <param name="most">More steps than the page has places to stop at.</param>
    public static async Task AssertReachable(IPage page, int most = 200)
    {
        await page.EvaluateAsync("() => { document.body.tabIndex = -1; document.body.focus(); document.body.removeAttribute('tabindex'); }");
        await page.EvaluateAsync(NoteFocus);
        for (var i = 0; i < most; i++)
        {
            await page.Keyboard.PressAsync("Tab");
            if (i > 0 && await page.EvaluateAsync<bool>("document.activeElement === document.body")) break;
        }

        Assert.Empty(await page.EvaluateAsync<string[]>(Unreached));
    }
}
