// The last audit, and starting one; the last backup.
import { call } from "/operator/page/client.js";

const $ = id => document.getElementById(id);
const when = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "medium" });
const number = new Intl.NumberFormat();
const calm = 30_000;
const bytes = new Intl.NumberFormat(undefined, { style: "unit", unit: "byte", unitDisplay: "long" });
const mebibytes = new Intl.NumberFormat(undefined, { maximumFractionDigits: 1 });
let say = () => {}, askAt = 0, asking = false;

function show(audits) {
  const last = audits.items[0];
  if (audits.running)
    say($("audit-said"), `One runs since ${when.format(new Date(audits.running.startedAt))} …`);
  else if (audits.failedAt)
    say($("audit-said"), "The last one did not come to its end: the log of the host says why.", "bad");
  else if (audits.headsFailedAt)
    say($("audit-said"), "Its heads could not be compared or saved: the log of the host says why.", "bad");
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

function showBackups(backups) {
  if (backups === null)
    return say($("backup-said"), "None are made by themselves here.");
  if (backups.running)
    say($("backup-said"), `One is made since ${when.format(new Date(backups.running.startedAt))} …`);
  else if (backups.failedAt)
    say($("backup-said"), `The last try failed, ${when.format(new Date(backups.failedAt))}: ${backups.failure}`, "bad");
  else
    say($("backup-said"), backups.last ? "" : "There is none yet.");
  const last = backups.last;
  if (!last) return;
  $("backup-begun").textContent = when.format(new Date(last.startedAt));
  $("backup-size").textContent = last.bytes < 1048576 ? bytes.format(last.bytes)
    : `${mebibytes.format(last.bytes / 1048576)} MiB`;
  $("backup-file").textContent = last.file;
  $("backup-found").textContent = last.clean ? "nothing wrong" : "violations. Stop, and see the runbook.";
  $("backup-found").className = last.clean ? "free" : "frozen";
}

/** Asks again if it is time: soon while one runs, seldom otherwise. */
export async function refreshAudits(now = false) {
  if (asking || !now && Date.now() < askAt) return;
  asking = true;
  try {
    const audits = await call("GET", "/operator/audit");
    show(audits);
    showBackups(audits.backups);
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
