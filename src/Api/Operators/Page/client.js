// Talks to this host. The key is kept for this tab, and goes into a header and nowhere else.
const slot = "wallet-operator-key";

const words = {
  unauthenticated: "This key is not known here, or it was revoked.",
  forbidden: "This key may not do that.",
  not_found: "There is no such thing.",
  audit_running: "An audit is running already.",
  unavailable: "The host can't do that right now. Try again in a moment.",
};

const names = { reason: "The reason", until: "The end", direction: "What is frozen", body: "The request" };

/** What went wrong, in words for people. */
export class Refused extends Error {
  constructor(message, status) {
    super(message);
    this.status = status;
  }
}

export const keys = {
  get: () => sessionStorage.getItem(slot),
  set: key => sessionStorage.setItem(slot, key),
  forget: () => sessionStorage.removeItem(slot),
};

/** Calls the host; what is no success is a Refused. */
export async function call(method, path, body) {
  const headers = { Authorization: `Bearer ${keys.get()}` };
  if (body) headers["Content-Type"] = "application/json";
  let response;
  try {
    response = await fetch(path, {
      method, headers, body: body && JSON.stringify(body), cache: "no-store", credentials: "omit",
      signal: AbortSignal.timeout(20_000),
    });
  } catch {
    throw new Refused("The host does not answer.", 0);
  }
  if (response.ok) return response.status === 204 ? null : response.json();
  throw new Refused(await explain(response), response.status);
}

async function explain(response) {
  let problem;
  try {
    problem = await response.json();
  } catch {
    return `The host answered ${response.status}, and nothing else.`;
  }
  if (problem.code === "rate_limited")
    return `Too many wrong keys came from this address. Try again in ${response.headers.get("Retry-After")} seconds.`;
  if (problem.errors)
    return Object.entries(problem.errors)
      .map(([field, faults]) => `${names[field] ?? field} ${faults.join(", ")}`).join("; ") + ".";
  return words[problem.code] ?? `${problem.title} ${problem.detail ?? ""}`;
}
