// Charts of one hour, drawn as SVG. A chart has its size from the start, so that nothing moves when numbers come.
const hour = 3_600_000, height = 190, left = 46, right = 10, top = 10, bottom = 24;

function svg(name, attributes = {}, text) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  if (text !== undefined) element.textContent = text;
  return element;
}

export function html(name, properties = {}, ...children) {
  const element = Object.assign(document.createElement(name), properties);
  element.append(...children);
  return element;
}

const clock = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });
const clockExact = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", second: "2-digit" });

// 1, 2 or 5 times a power of ten, so that four lines or so are enough.
function stepFor(max) {
  const raw = max / 4, power = 10 ** Math.floor(Math.log10(raw));
  return [1, 2, 5, 10].map(factor => factor * power).find(step => step >= raw);
}

/**
 * A chart. `rows` are {at, values}, the oldest first, with a value (or null) for each of `names`; lines, or stacked bars
 * of the width `bar` in milliseconds.
 */
export class HourChart {
  constructor(figure, { unit, format, bar = 0, nothing }) {
    Object.assign(this, { unit, format, bar, nothing, rows: [], names: [], now: Date.now(), picked: null });
    this.title = figure.querySelector("figcaption").textContent;
    this.svg = svg("svg", { role: "img", tabindex: "0" });
    this.legend = html("ul", { className: "legend" });
    this.reading = html("output", { className: "reading" });
    figure.append(this.legend, this.svg, this.reading);
    this.svg.addEventListener("pointermove", event => this.pickAt(event.offsetX));
    this.svg.addEventListener("pointerleave", () => this.pick(null));
    this.svg.addEventListener("blur", () => this.pick(null));
    this.svg.addEventListener("keydown", event => this.pickByKey(event));
    new ResizeObserver(() => this.draw()).observe(this.svg);
  }

  update(rows, names, now) {
    Object.assign(this, { rows: rows.filter(row => row.at > now - hour), names, now });
    this.legend.replaceChildren(...(names.length > 1 ? names : [])
      .map((name, i) => html("li", { className: `s${i}` }, name)));
    this.draw();
  }

  x(at) { return left + (this.width - left - right) * (1 - (this.now - at) / hour); }

  y(value) { return top + (height - top - bottom) * (1 - value / this.max); }

  draw() {
    this.width = this.svg.clientWidth;
    if (!this.width) return;
    const total = row => this.bar
      ? row.values.reduce((sum, value) => sum + value, 0)
      : Math.max(0, ...row.values.map(value => value ?? 0));
    const highest = Math.max(0, ...this.rows.map(total));
    const step = stepFor(Math.max(highest, 1));
    this.max = Math.max(step, Math.ceil(highest / step) * step);
    this.svg.setAttribute("viewBox", `0 0 ${this.width} ${height}`);
    this.svg.replaceChildren(...this.frame(step));
    if (this.rows.some(row => row.values.some(value => value !== null && (value > 0 || !this.bar))))
      this.svg.append(...(this.bar ? this.bars() : this.curves()));
    else
      this.svg.append(svg("text", { x: this.width / 2, y: height / 2, "text-anchor": "middle", class: "empty" },
        this.nothing));
    this.cursor = svg("line", { class: "cursor", y1: top, y2: height - bottom, visibility: "hidden" });
    this.svg.append(this.cursor);
    this.svg.setAttribute("aria-label", `${this.title}. Highest in the last hour: ${this.format(highest)} ${this.unit}.`
      + " Arrow keys read it moment by moment.");
    this.show();
  }

  frame(step) {
    const parts = [];
    for (let value = 0; value <= this.max + step / 2; value += step) {
      const y = this.y(value);
      parts.push(svg("line", { class: "grid", x1: left, x2: this.width - right, y1: y, y2: y }),
        svg("text", { class: "axis", x: left - 6, y: y + 4, "text-anchor": "end" }, this.format(value)));
    }
    const minutes = this.width > 420 ? 10 : 20, first = Math.ceil((this.now - hour) / (minutes * 60_000));
    for (let at = first * minutes * 60_000; at <= this.now; at += minutes * 60_000)
      parts.push(svg("text", { class: "axis", x: Math.min(Math.max(this.x(at), left + 14), this.width - right - 16),
        y: height - 6, "text-anchor": "middle" }, clock.format(at)));
    return parts;
  }

  // A line has a gap where there is no value, and where the host was not there.
  curves() {
    const parts = [], floor = this.y(0);
    this.names.forEach((_, i) => {
      const runs = [];
      let last = null;
      for (const row of this.rows) {
        const value = row.values[i];
        if (value === null) { last = null; continue; }
        if (last === null || row.at - last > 30_000) runs.push([]);
        runs.at(-1).push([this.x(row.at).toFixed(1), this.y(value).toFixed(1)]);
        last = row.at;
      }
      for (const run of runs) {
        // A single point would not be seen.
        if (run.length === 1) run.push([(+run[0][0] + 1.5).toFixed(1), run[0][1]]);
        const path = "M" + run.map(point => point.join(",")).join("L");
        if (i === 0) parts.unshift(svg("path", { class: "area s0",
          d: `${path}L${run.at(-1)[0]},${floor}L${run[0][0]},${floor}Z` }));
        parts.push(svg("path", { class: `curve s${i}`, d: path }));
      }
    });
    return parts;
  }

  bars() {
    const parts = [], wide = Math.max(1, (this.width - left - right) * this.bar / hour - 1.5);
    for (const row of this.rows) {
      let sum = 0;
      row.values.forEach((value, i) => {
        if (value > 0)
          parts.push(svg("rect", { class: `s${i}`, x: Math.max(this.x(row.at) - wide, left), width: wide,
            y: this.y(sum + value), height: Math.max(this.y(sum) - this.y(sum + value) - 0.5, 0.5) }));
        sum += value;
      });
    }
    return parts;
  }

  pickAt(x) {
    const at = this.now - hour * (1 - (x - left) / (this.width - left - right)) + this.bar / 2;
    this.pick(this.rows.reduce((best, row) =>
      best === null || Math.abs(row.at - at) < Math.abs(best - at) ? row.at : best, null));
  }

  pickByKey(event) {
    const at = this.rows.findIndex(row => row.at === this.picked), last = this.rows.length - 1;
    const next = { ArrowLeft: at < 0 ? last : Math.max(at - 1, 0), ArrowRight: at < 0 ? last : Math.min(at + 1, last),
      Home: 0, End: last }[event.key];
    if (event.key === "Escape") this.pick(null);
    if (next === undefined || last < 0) return;
    event.preventDefault();
    this.pick(this.rows[next].at);
  }

  pick(at) {
    this.picked = at;
    // Read aloud when somebody asks for a moment, and not each time that numbers come.
    this.reading.setAttribute("aria-live", at === null ? "off" : "polite");
    this.show();
  }

  show() {
    const row = this.rows.find(one => one.at === this.picked) ?? this.rows.at(-1);
    const picked = row && row.at === this.picked;
    this.cursor?.setAttribute("visibility", picked ? "visible" : "hidden");
    if (picked) for (const end of ["x1", "x2"]) this.cursor.setAttribute(end, this.x(row.at) - (this.bar ? 2 : 0));
    const said = !row ? "" : this.names.map((name, i) => [name, row.values[i]])
      .filter(([, value]) => value !== null && (value > 0 || !this.bar))
      .map(([name, value]) => this.names.length > 1 ? `${name} ${this.format(value)}` : `${this.format(value)} ${this.unit}`)
      .join(" · ");
    this.reading.textContent = row ? `${picked ? "" : "Last: "}${clockExact.format(row.at)} · ${said || "none"}` : "";
  }
}
