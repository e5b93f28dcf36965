using System.Globalization;
using System.Text;

namespace Wallet.Bench;

/// <summary>A small line chart as SVG, with a logarithmic axis where numbers span decades.</summary>
/// <param name="title">Above it.</param>
/// <param name="xTitle">Below it.</param>
/// <param name="yTitle">At its left.</param>
/// <param name="xLog">Whether x is logarithmic.</param>
/// <param name="yLog">Whether y is logarithmic.</param>
internal sealed class LineChart(string title, string xTitle, string yTitle, bool xLog = false, bool yLog = false)
{
    private const double Width = 720, Height = 400, Left = 80, Right = 150, Top = 44, Bottom = 54;

    private static readonly string[] Colours = ["#1f6feb", "#d1242f", "#1a7f37", "#9a6700", "#8250df", "#57606a"];

    private readonly List<(string Name, IReadOnlyList<(double X, double Y)> Points)> _lines = [];

    /// <summary>Adds a line.</summary>
    public void Add(string name, IReadOnlyList<(double X, double Y)> points) => _lines.Add((name, points));

    /// <summary>The chart.</summary>
    public string ToSvg()
    {
        var points = _lines.SelectMany(static line => line.Points).ToArray();
        var x = new Axis(points.Select(static p => p.X), xLog, Left, Width - Right);
        var y = new Axis(points.Select(static p => p.Y), yLog, Height - Bottom, Top);
        var svg = new StringBuilder();
        Line(svg, $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Width} {Height}\" font-family=\"sans-serif\" font-size=\"12\">");
        Line(svg, $"<rect width=\"{Width}\" height=\"{Height}\" fill=\"white\"/>");
        Line(svg, $"<text x=\"{Left}\" y=\"24\" font-size=\"15\">{Escape(title)}</text>");
        foreach (var tick in x.Ticks())
        {
            Line(svg, $"<line x1=\"{x.At(tick):0.#}\" y1=\"{Top}\" x2=\"{x.At(tick):0.#}\" y2=\"{Height - Bottom}\" stroke=\"#eaeef2\"/>");
            Line(svg, $"<text x=\"{x.At(tick):0.#}\" y=\"{Height - Bottom + 16}\" text-anchor=\"middle\">{Label(tick)}</text>");
        }

        foreach (var tick in y.Ticks())
        {
            Line(svg, $"<line x1=\"{Left}\" y1=\"{y.At(tick):0.#}\" x2=\"{Width - Right}\" y2=\"{y.At(tick):0.#}\" stroke=\"#eaeef2\"/>");
            Line(svg, $"<text x=\"{Left - 6}\" y=\"{y.At(tick) + 4:0.#}\" text-anchor=\"end\">{Label(tick)}</text>");
        }

        Line(svg, $"<text x=\"{(Left + Width - Right) / 2}\" y=\"{Height - 14}\" text-anchor=\"middle\">{Escape(xTitle)}</text>");
        Line(svg, $"<text x=\"18\" y=\"{(Top + Height - Bottom) / 2}\" text-anchor=\"middle\" transform=\"rotate(-90 18 {(Top + Height - Bottom) / 2})\">{Escape(yTitle)}</text>");
        for (var i = 0; i < _lines.Count; i++)
            Draw(svg, i, x, y);
        return svg.AppendLine("</svg>").ToString();
    }

    private void Draw(StringBuilder svg, int index, Axis x, Axis y)
    {
        var (name, points) = _lines[index];
        var colour = Colours[index % Colours.Length];
        var path = string.Join(' ', points.Select(p => FormattableString.Invariant($"{x.At(p.X):0.#},{y.At(p.Y):0.#}")));
        Line(svg, $"<polyline points=\"{path}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"2\"/>");
        foreach (var (px, py) in points)
            Line(svg, $"<circle cx=\"{x.At(px):0.#}\" cy=\"{y.At(py):0.#}\" r=\"3\" fill=\"{colour}\"><title>{Escape(name)}: {py:0.###} at {px:0.###}</title></circle>");
        Line(svg, $"<text x=\"{Width - Right + 12}\" y=\"{Top + 12 + 18 * index}\" fill=\"{colour}\">{Escape(name)}</text>");
    }

    private static void Line(StringBuilder svg, FormattableString text) => svg.AppendLine(text.ToString(CultureInfo.InvariantCulture));

    private static string Escape(string text) => System.Security.SecurityElement.Escape(text);

    private static string Label(double tick) => tick switch
    {
        >= 1e6 => (tick / 1e6).ToString("0.##", CultureInfo.InvariantCulture) + "M",
        >= 1e3 => (tick / 1e3).ToString("0.##", CultureInfo.InvariantCulture) + "k",
        _ => tick.ToString("0.###", CultureInfo.InvariantCulture),
    };

    // A linear axis starts at zero, so that a drop looks as large as it is.
    private sealed class Axis
    {
        private readonly bool _log;
        private readonly double _from, _to, _low, _high;

        public Axis(IEnumerable<double> values, bool log, double from, double to)
        {
            (_log, _from, _to) = (log, from, to);
            var seen = values.Where(double.IsFinite).DefaultIfEmpty(1).ToArray();
            _low = log ? Math.Pow(10, Math.Floor(Math.Log10(Math.Max(seen.Min(), 1e-6)))) : 0;
            var high = Math.Max(seen.Max(), _low > 0 ? _low * 10 : 1e-6);
            _high = log ? Math.Pow(10, Math.Ceiling(Math.Log10(high))) : Math.Ceiling(high / Step(high)) * Step(high);
        }

        public double At(double value) =>
            _from + (_to - _from) * (_log ? Math.Log(Math.Max(value, _low) / _low) / Math.Log(_high / _low) : (value - _low) / (_high - _low));

        public IEnumerable<double> Ticks()
        {
            var step = Step(_high);
            for (var tick = _low; tick <= _high * 1.0001; tick = _log ? tick * 10 : tick + step)
                yield return tick;
        }

        private static double Step(double high)
        {
            var power = Math.Pow(10, Math.Floor(Math.Log10(high)));
            return (high / power) switch { <= 2 => power / 4, <= 5 => power / 2, _ => power };
        }
    }
}
