// The last audit, and starting one.
import { call } from "/operator/page/client.js";

const $ = id => document.getElementById(id);
const when = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "medium" });
const number = new Intl.NumberFormat();
const calm = 30_000;
let say = () => {}, askAt = 0, asking = false;

function show(audits) {
  const last = audits.items[0];
  if (audits.running)
    say($("audit-said"), `One runs since ${when.format(new Date(audits.running.startedAt))} …`);
  else if (audits.failedAt)
    say($("audit-said"), "The last one did not come to its end: the log of the host says why.", "bad");
  else
    say($("audit-said"), last ? "" : "There was none while this ledger was served.");
  $("start-audit").disabled = audits.running !== null;
  if (!last) return;
  $("audit-ended").textContent = when.format(new Date(last.endedAt));
  $("audit-found").textContent = last.violationCount === 0 ? "nothing wrong"
    : `${number.format(last.violationCount)} violations. Stop, and see the runbook.`;
  $("audit-found").className = last.violationCount === 0 ? "free" : "frozen";
  $("audit-counts").textContent = `${number.format(last.wallets)} wallets, ${number.format(last.transfers)} transfers, `
    + `${number.format(last.entries)} entries, ${number.format(last.keyRecords)} key records`;
  $("audit-digest").textContent = last.digest;
  $("audit-violations").replaceChildren(...last.violations.map(violation =>
    Object.assign(document.createElement("li"), { textContent: violation })));
}

/** Asks again if it is time: soon while one runs, seldom otherwise. */
export async function refreshAudits(now = false) {
  if (asking || !now && Date.now() < askAt) return;
  asking = true;
  try {
    const audits = await call("GET", "/operator/audit");
    show(audits);
    askAt = Date.now() + (audits.running ? 0 : calm);
    if (audits.running) setTimeout(() => refreshAudits(true), 1000);
  } catch (problem) {
    say($("audit-said"), problem.message, "bad");
  } finally {
    asking = false;
  }
}

export function startAudits(tell) {
  say = tell;
  $("start-audit").addEventListener("click", async () => {
    $("start-audit").disabled = true;
    try {
      await call("POST", "/operator/audit");
      await refreshAudits(true);
    } catch (problem) {
      say($("audit-said"), problem.message, "bad");
      $("start-audit").disabled = false;
    }
  });
}
