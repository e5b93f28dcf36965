// One wallet: looking at it, freezing and thawing it.
import { call } from "/operator/page/client.js";

const $ = id => document.getElementById(id);
const when = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });
const stopped = { both: "sending and receiving", debit: "sending", credit: "receiving" };
let shown = null, mayFreeze = false;

// Amounts are integers of the currency's minor units.
function money(minor, currency) {
  const format = new Intl.NumberFormat(undefined, { style: "currency", currency });
  return format.format(minor / 10 ** format.resolvedOptions().maximumFractionDigits);
}

function describe(freeze) {
  if (!freeze) return "free to send and to receive";
  return `frozen: ${stopped[freeze.direction]}, since ${when.format(new Date(freeze.since))}, `
    + `${freeze.until ? `until ${when.format(new Date(freeze.until))}` : "until it is thawed"}. Reason: ${freeze.reason}`;
}

function show(wallet) {
  shown = wallet;
  $("wallet").hidden = false;
  $("wallet-name").textContent = wallet.walletId;
  $("wallet-balance").textContent = money(wallet.balance, wallet.currency);
  $("wallet-made").textContent = when.format(new Date(wallet.createdAt));
  $("wallet-state").textContent = describe(wallet.freeze);
  $("wallet-state").className = wallet.freeze ? "frozen" : "free";
}

/** Says what the key allows. The host decides; this only saves a click. */
export function showScopes(scopes) {
  mayFreeze = scopes.includes("freeze");
  $("acts").disabled = !mayFreeze;
  $("act-hint").textContent = mayFreeze ? "" : "This key may look at wallets only: it lacks the scope freeze.";
}

export function startWallets(say) {
  const said = $("wallet-said");
  const attempt = async (work, busy) => {
    busy.forEach(button => button.disabled = true);
    try {
      await work();
    } catch (problem) {
      say(said, problem.status === 404 ? "There is no such wallet." : problem.message, "bad");
    } finally {
      busy.forEach(button => button.disabled = false);
    }
  };

  $("look-up").addEventListener("submit", event => {
    event.preventDefault();
    attempt(async () => {
      $("wallet").hidden = true;
      say(said, "One moment …");
      show(await call("GET", `/operator/wallets/${encodeURIComponent($("wallet-id").value.trim())}`));
      say(said, "");
    }, [event.submitter].filter(Boolean));
  });

  $("act").addEventListener("submit", event => {
    event.preventDefault();
    if (!mayFreeze || !shown) return;
    const what = event.submitter?.value ?? "freeze", form = event.target, body = { reason: $("reason").value.trim() };
    if (what === "freeze") {
      body.direction = form.elements.direction.value;
      if ($("until").value) body.until = new Date($("until").value).toISOString();
    }
    attempt(async () => {
      say(said, "One moment …");
      show(await call("POST", `/operator/wallets/${encodeURIComponent(shown.walletId)}/${what}`, body));
      say(said, what === "freeze" ? `${shown.walletId} is frozen.` : `${shown.walletId} is thawed.`, "good");
      $("reason").value = $("until").value = "";
    }, [$("freeze"), $("thaw")]);
  });
}
