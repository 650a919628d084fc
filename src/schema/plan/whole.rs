//! Lists that are few enough to be held whole.

use crate::register::{PageDirection, PageRequest, SortKey};

/// The page of a list that stands in the order of value and id of its places, and whether there are more in the
/// direction of reading.
pub fn cut<'l, A: Copy>(
    all: &'l [A],
    request: &PageRequest,
    place: &dyn Fn(A) -> SortKey,
) -> (&'l [A], bool) {
    let size = request.size as usize;
    let order = |key: &SortKey, start: &SortKey| (&key.value, &key.id).cmp(&(&start.value, &start.id));
    match request.direction {
        PageDirection::Forward => {
            let read = request
                .start
                .as_ref()
                .map_or(0, |start| all.partition_point(|item| order(&place(*item), start).is_le()));
            let rest = &all[read..];
            (&rest[..size.min(rest.len())], rest.len() > size)
        }
        PageDirection::Backward => {
            let end = request
                .start
                .as_ref()
                .map_or(all.len(), |start| all.partition_point(|item| order(&place(*item), start).is_lt()));
            let surplus = end.saturating_sub(size);
            (&all[surplus..end], surplus > 0)
        }
    }
}
