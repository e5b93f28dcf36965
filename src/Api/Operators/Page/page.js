import { HourChart, html } from "/operator/page/charts.js";
import { call, keys } from "/operator/page/client.js";
import { startWallets, showScopes as showWalletScopes } from "/operator/page/wallets.js";
import { refreshAudits, startAudits } from "/operator/page/audits.js";

const $ = id => document.getElementById(id);
const hour = 3_600_000, minute = 60_000, step = 5000;
const whole = new Intl.NumberFormat(undefined, { maximumFractionDigits: 0 });
const short = new Intl.NumberFormat(undefined, { maximumSignificantDigits: 3, notation: "compact" });
const digits = value => value >= 1000 ? short.format(value)
  : new Intl.NumberFormat(undefined, { maximumFractionDigits: value >= 100 ? 0 : value >= 10 ? 1 : 2 }).format(value);

let points = [], timer = 0, turn = 0;

const charts = {
  payments: new HourChart($("payments"), { unit: "a second", format: digits, nothing: "No payment in the last hour" }),
  latency: new HourChart($("latency"), { unit: "ms", format: digits, nothing: "No payment in the last hour" }),
  refusals: new HourChart($("refusals"),
    { unit: "a minute", format: digits, bar: minute, nothing: "Nothing was refused in the last hour" }),
  batches: new HourChart($("batches"), { unit: "a commit", format: digits,
    nothing: "No batch in the last hour, or its committer is in another process" }),
};

function say(element, text, kind = "") {
  element.textContent = text;
  element.className = `said ${kind}`;
}

// Numbers, by what the host counted between two points.
function draw() {
  const now = Date.now();
  points = points.filter(point => point.time > now - hour - minute);
  const rate = point => point.seconds > 0 ? point.payments / point.seconds : 0;
  charts.payments.update(points.map(point => ({ at: point.time, values: [rate(point)] })), ["payments"], now);
  charts.latency.update(points.map(point => ({ at: point.time, values: [point.latencyP99, point.latencyP50] })),
    ["p99", "p50"], now);
  charts.batches.update(points.map(point =>
    ({ at: point.time, values: [point.batches ? point.commands / point.batches : null] })), ["changes"], now);
  drawRefusals(now);

  const recent = points.filter(point => point.time > now - 20_000).at(-1);
  const lately = points.filter(point => point.time > now - minute - step);
  const sum = (list, of) => list.reduce((total, item) => total + of(item), 0);
  $("now-payments").textContent = recent ? digits(rate(recent)) : "–";
  const latency = lately.findLast(point => point.latencyP99 !== null)?.latencyP99;
  $("now-latency").textContent = latency === undefined ? "–" : digits(latency);
  $("now-refused").textContent =
    whole.format(sum(lately, point => sum(Object.values(point.refusals), count => count)));
  const batches = sum(lately, point => point.batches);
  $("now-batch").textContent = batches ? digits(sum(lately, point => point.commands) / batches) : "–";
}

// The five codes that came most often have colours of their own, in the order of the alphabet: they keep them while the
// numbers move.
function drawRefusals(now) {
  const totals = new Map(), bins = new Map();
  for (const point of points) {
    const end = Math.ceil(point.time / minute) * minute;
    if (!bins.has(end)) bins.set(end, new Map());
    for (const [code, count] of Object.entries(point.refusals)) {
      totals.set(code, (totals.get(code) ?? 0) + count);
      bins.get(end).set(code, (bins.get(end).get(code) ?? 0) + count);
    }
  }
  const shown = [...totals].sort((a, b) => b[1] - a[1]).slice(0, 5).map(([code]) => code).sort();
  const others = [...totals.keys()].filter(code => !shown.includes(code));
  const rows = [...bins].map(([end, codes]) => ({
    at: Math.min(end, now),
    values: [...shown.map(code => codes.get(code) ?? 0),
      ...(others.length ? [others.reduce((sum, code) => sum + (codes.get(code) ?? 0), 0)] : [])],
  }));
  charts.refusals.update(rows, [...shown.map(code => code.replaceAll("_", " ")), ...(others.length ? ["others"] : [])],
    now);
}

function showParts(parts) {
  $("parts").replaceChildren(...parts.map(part => html("li", { className: part.ready ? "" : "down" },
    `${part.name}${part.ready ? "" : " is not ready"}`)));
  const down = parts.filter(part => !part.ready).map(part => part.name);
  document.title = down.length ? `! ${down.join(", ")} not ready – Wallet` : "Wallet: operators";
}

async function read() {
  const last = points.at(-1)?.at;
  const series = await call("GET", "/operator/series" + (last ? `?after=${last}` : ""));
  points.push(...series.points.map(point => ({ ...point, time: Date.parse(point.at) })));
  showParts(series.parts);
  showWalletScopes(series.scopes);
  $("measured").textContent = series.measured ? ""
    : "This host measures nothing: its setting Wallet:Telemetry:Metrics is false.";
  draw();
}

// One turn after the other, for as long as somebody is signed in; a host that does not answer is asked again.
async function go(mine) {
  try {
    await read();
    $("trouble").textContent = "";
    refreshAudits();
  } catch (problem) {
    if (mine !== turn) return;
    if (problem.status === 401) return signOut(problem.message);
    $("trouble").textContent = problem.status === undefined ? "This page failed. Load it again."
      : `${problem.message} The page tries again every five seconds.`;
    if (problem.status === undefined) throw problem;
  }
  if (mine === turn) timer = setTimeout(() => go(mine), step);
}

function show(signedIn) {
  $("welcome").hidden = signedIn;
  $("content").hidden = $("sign-out").hidden = !signedIn;
}

function signOut(why = "") {
  turn++;
  clearTimeout(timer);
  keys.forget();
  points = [];
  showParts([]);
  $("trouble").textContent = "";
  show(false);
  say($("sign-in-said"), why, why ? "bad" : "");
  $("key").focus();
}

async function signIn() {
  say($("sign-in-said"), "One moment …");
  try {
    await read();
  } catch (problem) {
    keys.forget();
    say($("sign-in-said"), problem.status === 403 ? "This key may not read. It lacks the scope read." : problem.message,
      "bad");
    return;
  }
  say($("sign-in-said"), "");
  show(true);
  draw();
  $("main").focus();
  refreshAudits(true);
  const mine = ++turn;
  timer = setTimeout(() => go(mine), step);
}

$("sign-in").addEventListener("submit", event => {
  event.preventDefault();
  const key = $("key").value.trim();
  // What is no text of a header can't be sent, and is no key.
  if (!/^[!-~]+$/.test(key)) return say($("sign-in-said"), "That is no key: a key begins with wok_.", "bad");
  keys.set(key);
  $("key").value = "";
  signIn();
});
$("sign-out").addEventListener("click", () => signOut());
startWallets(say);
startAudits(say);
if (keys.get()) signIn();
