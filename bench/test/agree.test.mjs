import assert from "node:assert/strict";
import { test } from "node:test";

import { demandAgreement, difference } from "../src/agree.mjs";

const form = () => ({ unit: ["1", "a", "2020-01-01", null], above: [["2", "b"], ["3", "c"]] });

test("the same answers agree", () => {
  demandAgreement("q1", [{ code: "1" }], { one: [form()], other: [form()] });
});

test("a difference is named with its place and both values", () => {
  const changed = form();
  changed.above[1][1] = "d";
  assert.deepEqual(difference(form(), changed), { path: "answer.above[1][1]", one: "c", other: "d" });
  assert.throws(
    () => demandAgreement("q1", [{ code: "1" }], { one: [form()], other: [changed] }),
    /one and other differ on \{"code":"1"\} at answer\.above\[1\]\[1\]\n  one: "c"\n  other: "d"/,
  );
});

test("another order, a missing row and null for nothing are differences", () => {
  const turned = form();
  turned.above.reverse();
  const short = form();
  short.above.pop();
  const nothing = { ...form(), unit: undefined };
  for (const other of [turned, short, nothing]) assert.notEqual(difference(form(), other), null);
});

test("answers that are missing or hold nothing do not pass for agreement", () => {
  assert.throws(() => demandAgreement("q1", [1, 2], { one: [form()], other: [form()] }), /answered 1 of 2\./);
  assert.throws(() => demandAgreement("q1", [1], { one: [form()], other: [] }), /answered 0 of 1\./);
  assert.throws(() => demandAgreement("q1", [1], { one: [{}], other: [{}] }), /hold anything/);
});
