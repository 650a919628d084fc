//! Mutations: verbs of the register's business. Each takes one input and gives one
//! payload; what is wrong with it stands in the payload.

mod cases;
mod effect;
mod frame;
mod numbers;
mod reorganise;
mod roles;
mod unit_input;
mod unit_inputs;
mod units;
mod webhooks;

use async_graphql::MergedObject;

use cases::CaseMutation;
use numbers::NumberMutation;
use reorganise::ReorganiseMutation;
use roles::RoleMutation;
use units::UnitMutation;
use webhooks::WebhookMutation;

/// Changes of the register. They take a signed-in caller and are carried out one after the other, each in a commit of
/// its own. What is wrong with one stands in the errors of its payload, all of it at once, and then nothing was
/// changed; only a caller who has not signed in, and a register that cannot be reached, are errors of the request.
#[derive(Default, MergedObject)]
pub struct Mutation(
    UnitMutation,
    ReorganiseMutation,
    NumberMutation,
    CaseMutation,
    RoleMutation,
    WebhookMutation,
);
