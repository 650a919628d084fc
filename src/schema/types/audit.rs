//! Who did what, for those who may know.

use async_graphql::{Context, Object};

use super::Party;
use crate::model::{self, Point, Revision};
use crate::ownership::{Action, Matter, Part, may};
use crate::register::Commit;
use crate::schema::context::request;
use crate::schema::error::Answer;
use crate::schema::scalars::DateTime;

/// A commit with all that the audit trail says of it.
#[derive(Debug, Clone)]
pub struct AuditEntry {
    /// The commit.
    pub commit: Commit,
    /// Where organisations are read.
    pub point: Point,
}

/// Whether the caller may read the audit trail of one of these parties.
pub async fn may_audit(ctx: &Context<'_>, parties: Vec<model::Party>) -> Answer<bool> {
    let actor = request(ctx)?.actor().await?;
    let mut of = parties.into_iter().map(Some).chain([None]);
    Ok(of.any(|party| {
        let parties: Vec<_> = party.into_iter().collect();
        may(actor, Action::Read, &Matter::of_parties(Part::AuditTrail, "the audit trail", parties))
    }))
}

impl AuditEntry {
    /// The entry, where the caller may see it: for the organisation that made the commit
    /// or one of `concerned`, and for the authority.
    pub async fn shown(
        ctx: &Context<'_>,
        commit: &Commit,
        concerned: Option<model::Party>,
    ) -> Answer<Option<Self>> {
        let made_for = commit.organisation.as_deref().and_then(model::Party::from_stored);
        let shown = may_audit(ctx, made_for.into_iter().chain(concerned).collect()).await?;
        let point = request(ctx)?.now();
        Ok(shown.then(|| Self { commit: commit.clone(), point }))
    }
}

/// A line of the audit trail (revisionsspor): a commit with who made it, for whom, in which request and why.
#[Object]
impl AuditEntry {
    /// Number of the commit.
    async fn revision(&self) -> Revision {
        self.commit.revision
    }

    /// When it was committed.
    async fn committed_at(&self) -> DateTime {
        DateTime(self.commit.committed_at)
    }

    /// Who made it: the `sub` of the person's token, or "operator" for whoever runs the service.
    async fn subject(&self) -> &str {
        &self.commit.subject
    }

    /// The organisation for which it was made. Null where it was made for none, as by somebody who has only signed in.
    async fn organisation(&self) -> Option<Party> {
        let party = self.commit.organisation.as_deref().and_then(model::Party::from_stored)?;
        Some(Party { point: self.point, party })
    }

    /// The role in which it was made, for example "COORDINATOR"; "SIGNED_IN" for what everybody may who has signed in.
    /// New roles may come.
    async fn role(&self) -> &str {
        &self.commit.role
    }

    /// What was done, for example "CLOSE_ORGANISATIONAL_UNIT". New actions may come.
    async fn action(&self) -> &str {
        &self.commit.action
    }

    /// One line for people.
    async fn summary(&self) -> &str {
        &self.commit.summary
    }

    /// Id of the request that made it, as the log has it. Null for what was done by a command of the program.
    async fn request_id(&self) -> Option<&str> {
        self.commit.request_id.as_deref()
    }

    /// Why, in the words of whoever made it. Null where no reason was given.
    async fn reason(&self) -> Option<&str> {
        self.commit.reason.as_deref()
    }

    /// SHA-256 over the commit, all that it wrote, and the hash of the commit before, in hex: whoever keeps it can tell
    /// later whether anything up to this commit was changed.
    async fn hash(&self) -> &str {
        &self.commit.hash
    }
}
