//! What a loader loads, and how its keys become few statements.

use std::collections::{HashMap, HashSet};
use std::fmt::Debug;
use std::future::poll_fn;
use std::hash::Hash;
use std::marker::PhantomData;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::Poll;

use dataloader::BatchFn;
use dataloader::cached::Loader;
use futures_util::FutureExt;
use futures_util::future::{Shared, join_all};
use tokio::sync::oneshot;

use crate::register::{Reader, RegisterError};
use crate::schema::error::{Answer, Problem};

/// Lets all else that is ready run once. tokio's own way looks at sockets and timers each
/// time before it goes on: that is a call of the kernel, some hundred in a deep query.
async fn others_first() {
    let mut waited = false;
    poll_fn(|cx| {
        if waited {
            return Poll::Ready(());
        }
        waited = true;
        cx.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}

/// Keys of one batch at most. Far more than a page of pages has: a level is never cut in two.
const BATCH: usize = 10_000;
/// How often a leader lets the rest of the query run; when nobody has joined it
/// meanwhile, it loads.
const PATIENCE: usize = 10;

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

    /// What is found, where it need not be read.
    fn at_hand(_: &Reader, _: &Self::Group, _: &Self::Item) -> Option<Self::Value> {
        None
    }
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
    relation: PhantomData<fn() -> R>,
}

impl<R: Relation> BatchFn<KeyOf<R>, Found<R>> for Batch<R> {
    async fn load(&mut self, keys: &[KeyOf<R>]) -> HashMap<KeyOf<R>, Found<R>> {
        let mut groups: HashMap<R::Group, Vec<R::Item>> = HashMap::new();
        for key in keys {
            groups.entry(key.group.clone()).or_default().push(key.item.clone());
        }
        let answers = groups.into_iter().map(|(group, items)| group_answer::<R>(&self.reader, group, items));
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
        (Key { group: group.clone(), item }, value)
    };
    items.into_iter().map(answer).collect()
}

/// Loads a relation for one request: what is asked for at the same time goes into
/// one batch, what was loaded before is not loaded again.
pub struct Many<R: Relation> {
    reader: Reader,
    loader: Loader<KeyOf<R>, Found<R>, Batch<R>>,
    wave: Mutex<Option<Wave<R>>>,
}

type Batched<R> = Arc<HashMap<KeyOf<R>, Found<R>>>;

/// Keys that wait to be loaded together. The first to ask leads: it waits for the
/// others, loads, and tells them all at once.
///
/// Left to itself the loader hands its lock from one waiter to the next. In a wide
/// answer that takes longer than it waits for keys, and the level below falls
/// into several batches.
struct Wave<R: Relation> {
    keys: HashSet<KeyOf<R>>,
    /// How many asked so far, for the same key or another.
    asked: usize,
    done: Shared<oneshot::Receiver<Batched<R>>>,
}

enum Part<R: Relation> {
    Leads(oneshot::Sender<Batched<R>>),
    Follows(Shared<oneshot::Receiver<Batched<R>>>),
}

impl<R: Relation> Many<R> {
    pub fn new(reader: &Reader) -> Self {
        let batch = Batch { reader: reader.clone(), relation: PhantomData };
        let loader = Loader::new(batch).with_max_batch_size(BATCH).with_yield_count(0);
        Self { reader: reader.clone(), loader, wave: Mutex::new(None) }
    }

    /// What the relation has for `item`.
    pub async fn load(&self, group: R::Group, item: R::Item) -> Answer<Option<R::Value>> {
        if let Some(value) = R::at_hand(&self.reader, &group, &item) {
            return Ok(Some(value));
        }
        // Unconstrained: tokio stops a task after 128 such steps at a stretch,
        // which would cut a batch there.
        let key = Key { group, item };
        let found = tokio::task::coop::unconstrained(self.together(&key)).await?;
        found.get(&key).cloned().unwrap_or_else(|| Err(Problem::internal("a loader lost a key")))
    }

    async fn together(&self, key: &KeyOf<R>) -> Answer<Batched<R>> {
        loop {
            match self.join(key) {
                Part::Leads(followers) => return self.lead(followers).await,
                Part::Follows(done) => match done.await {
                    Ok(found) => return Ok(found),
                    // The leader was dropped with its part of the answer: another one leads.
                    Err(_) => drop(self.wave().take_if(|wave| matches!(wave.done.peek(), Some(Err(_))))),
                },
            }
        }
    }

    fn join(&self, key: &KeyOf<R>) -> Part<R> {
        let mut current = self.wave();
        if let Some(wave) = current.as_mut() {
            wave.keys.insert(key.clone());
            wave.asked += 1;
            return Part::Follows(wave.done.clone());
        }
        let (followers, done) = oneshot::channel();
        *current = Some(Wave { keys: HashSet::from([key.clone()]), asked: 1, done: done.shared() });
        Part::Leads(followers)
    }

    async fn lead(&self, followers: oneshot::Sender<Batched<R>>) -> Answer<Batched<R>> {
        let mut seen = 0;
        loop {
            let asked = self.wave().as_ref().map_or(0, |wave| wave.asked);
            if asked == seen {
                break;
            }
            seen = asked;
            for _ in 0..PATIENCE {
                others_first().await;
            }
        }
        let keys = self.wave().take().map(|wave| wave.keys).unwrap_or_default();
        let found = self.loader.try_load_many(keys.into_iter().collect()).await;
        let found = Arc::new(found.map_err(|_| Problem::internal("a loader lost a key"))?);
        // Nobody follows when nobody else asked.
        let _ = followers.send(Arc::clone(&found));
        Ok(found)
    }

    fn wave(&self) -> MutexGuard<'_, Option<Wave<R>>> {
        self.wave.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
