//! What a loader loads, and how its keys become few statements.

use std::collections::HashMap;
use std::fmt::Debug;
use std::hash::Hash;

use dataloader::BatchFn;
use dataloader::cached::Loader;
use futures_util::future::join_all;

use crate::register::{Reader, RegisterError};
use crate::schema::error::{Answer, Problem};

/// Keys of one batch at most. Far more than a page of pages has: a level is never cut in two.
const BATCH: usize = 10_000;

/// A relation between a key and a record, read for many keys at once.
pub trait Relation: Send + Sync + 'static {
    /// The part of a key that must be the same for one statement: the point, and
    /// whatever the field's arguments say.
    type Group: Debug + Clone + Eq + Hash + Send + Sync;
    /// The part of a key that differs from record to record.
    type Item: Debug + Clone + Eq + Hash + Send + Sync;
    /// What is found.
    type Value: Clone + Send + Sync;

    /// Reads a group; what is not there has no entry.
    fn load(
        reader: &Reader,
        group: &Self::Group,
        items: &[Self::Item],
    ) -> impl Future<Output = Result<HashMap<Self::Item, Self::Value>, RegisterError>> + Send;
}

/// The key of a relation.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Key<G, I> {
    group: G,
    item: I,
}

type KeyOf<R> = Key<<R as Relation>::Group, <R as Relation>::Item>;
type Found<R> = Answer<Option<<R as Relation>::Value>>;

struct Batch<R> {
    reader: Reader,
    relation: std::marker::PhantomData<fn() -> R>,
}

impl<R: Relation> BatchFn<KeyOf<R>, Found<R>> for Batch<R> {
    async fn load(&mut self, keys: &[KeyOf<R>]) -> HashMap<KeyOf<R>, Found<R>> {
        let mut groups: HashMap<R::Group, Vec<R::Item>> = HashMap::new();
        for key in keys {
            groups
                .entry(key.group.clone())
                .or_default()
                .push(key.item.clone());
        }
        let answers = groups
            .into_iter()
            .map(|(group, items)| group_answer::<R>(&self.reader, group, items));
        join_all(answers).await.into_iter().flatten().collect()
    }
}

async fn group_answer<R: Relation>(
    reader: &Reader,
    group: R::Group,
    items: Vec<R::Item>,
) -> Vec<(KeyOf<R>, Found<R>)> {
    // Every key of a failed batch gets the same problem, which is logged once.
    let mut found = R::load(reader, &group, &items).await.map_err(Problem::from);
    let answer = |item: R::Item| {
        let value = match &mut found {
            Ok(found) => Ok(found.remove(&item)),
            Err(problem) => Err(problem.clone()),
        };
        (
            Key {
                group: group.clone(),
                item,
            },
            value,
        )
    };
    items.into_iter().map(answer).collect()
}

/// Loads a relation for one request: what is asked for at the same time goes into
/// one batch, what was loaded before is not loaded again.
pub struct Many<R: Relation>(Loader<KeyOf<R>, Found<R>, Batch<R>>);

impl<R: Relation> Many<R> {
    pub fn new(reader: &Reader) -> Self {
        let batch = Batch {
            reader: reader.clone(),
            relation: std::marker::PhantomData,
        };
        Self(Loader::new(batch).with_max_batch_size(BATCH))
    }

    /// What the relation has for `item`.
    pub async fn load(&self, group: R::Group, item: R::Item) -> Answer<Option<R::Value>> {
        // Unconstrained: tokio lets a task take 128 locks at a stretch, which
        // would cut every batch there.
        let loading = tokio::task::coop::unconstrained(self.0.try_load(Key { group, item }));
        loading
            .await
            .unwrap_or_else(|_| Err(Problem::internal("a loader lost a key")))
    }
}
