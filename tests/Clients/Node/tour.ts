// The tour of README.md with a client whose types are generated from the OpenAPI document: node built/tour.js ADDRESS
import assert from "node:assert/strict";
import createClient from "openapi-fetch";
import type { components, paths } from "./api.js";

type Problem = components["schemas"]["Problem"];
type Page = components["schemas"]["Transactions"];

const address = process.argv[2];
assert.ok(address, "Where is the wallet?");
const wallet = createClient<paths>({ baseUrl: address });

/** The problem that a call was refused with. */
function refused(answer: { response: Response; error?: Problem | undefined }, status: number): Problem {
  assert.equal(answer.response.status, status);
  assert.equal(answer.response.headers.get("content-type"), "application/problem+json");
  assert.ok(answer.error, "A refusal has a problem document.");
  assert.equal(answer.error.status, status);
  return answer.error;
}

/** What a call that was not refused has led to. */
function succeeded<T>(answer: { response: Response; data?: T; error?: Problem | undefined }, status: number): T {
  assert.equal(answer.response.status, status, answer.error?.code);
  assert.ok(answer.data !== undefined);
  return answer.data;
}

const carol = { email: "carol@example.com", password: "correct horse" };
const registered = succeeded(await wallet.POST("/auth/register", { body: { ...carol, pin: "2580" } }), 201);
assert.equal(registered.walletId, "carol@wallet");
const dave = { email: "dave@example.com", password: "battery staple", pin: "7391" };
succeeded(await wallet.POST("/auth/register", { body: dave }), 201);
assert.equal(refused(await wallet.POST("/auth/register", { body: dave }), 409).code, "email_taken");

assert.equal(refused(await wallet.GET("/wallet"), 401).code, "unauthenticated");
const token = succeeded(await wallet.POST("/auth/login", { body: carol }), 200);
assert.equal(token.walletId, registered.walletId);
wallet.use({
  onRequest({ request }) {
    request.headers.set("Authorization", `${token.tokenType} ${token.accessToken}`);
    return request;
  },
});

const deposit = { amount: 50000, idempotencyKey: "pocket-money-1" };
assert.equal(succeeded(await wallet.POST("/wallet/deposit", { body: deposit }), 201).senderWalletId, "issuer@wallet");

const lunch = { receiverWalletId: "dave@wallet", amount: 1250, pin: "2580", note: "lunch" };
const keyed = { body: lunch, params: { header: { "Idempotency-Key": "lunch-1" } } };
const first = await wallet.POST("/wallet/transfer", keyed);
const transfer = succeeded(first, 201);
assert.equal(transfer.balanceAfter, 48750);
assert.equal(first.response.headers.get("location"), `/transfers/${transfer.transferId}`);
assert.equal(first.response.headers.get("idempotency-replayed"), null);

const again = await wallet.POST("/wallet/transfer", keyed);
assert.deepEqual(succeeded(again, 201), transfer);
assert.equal(again.response.headers.get("idempotency-replayed"), "true");

const other = await wallet.POST("/wallet/transfer", { ...keyed, body: { ...lunch, amount: 9999 } });
assert.equal(refused(other, 422).code, "idempotency_key_reused");
const guess = { ...lunch, pin: "1379", idempotencyKey: "lunch-2" };
const wrong = refused(await wallet.POST("/wallet/transfer", { body: guess }), 403);
assert.deepEqual([wrong.code, wrong.attemptsLeft], ["wrong_pin", 4]);
const dear = { ...lunch, amount: 48751, idempotencyKey: "dear-1" };
assert.equal(refused(await wallet.POST("/wallet/transfer", { body: dear }), 422).code, "insufficient_funds");
const none = { amount: 0, idempotencyKey: "nothing-1" };
const invalid = refused(await wallet.POST("/wallet/deposit", { body: none }), 400);
assert.deepEqual(Object.keys(invalid.errors ?? {}), ["amount"]);

const pages: Page[] = [];
let cursor: string | null = null;
do {
  const query: { limit: number; cursor?: string } = cursor === null ? { limit: 1 } : { limit: 1, cursor };
  const page: Page = succeeded(await wallet.GET("/transactions", { params: { query } }), 200);
  pages.push(page);
  cursor = page.nextCursor;
} while (cursor !== null);
assert.deepEqual(
  pages.flatMap((page) => page.items).map((item) => [item.direction, item.amount, item.note]),
  [["DEBIT", 1250, "lunch"], ["CREDIT", 50000, null]],
);
const received = succeeded(await wallet.GET("/transactions", { params: { query: { direction: "received" } } }), 200);
assert.deepEqual(received.items.map((item) => item.counterpartyWalletId), ["issuer@wallet"]);

const byKey = { params: { query: { key: "lunch-1" } } };
assert.deepEqual(succeeded(await wallet.GET("/transfers/by-key", byKey), 201), transfer);
const refusal = { params: { query: { key: "dear-1" } } };
assert.equal(refused(await wallet.GET("/transfers/by-key", refusal), 422).code, "insufficient_funds");
const path = { transferId: transfer.transferId };
const found = succeeded(await wallet.GET("/transfers/{transferId}", { params: { path } }), 200);
assert.deepEqual(found, { ...transfer, refunded: 0 });
assert.equal(succeeded(await wallet.GET("/wallet"), 200).balance, 48750);

console.log("The tour is done.");
