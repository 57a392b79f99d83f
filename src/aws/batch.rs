//! Many items in few calls, several at once: what fails takes only its own items with it.

use std::future::Future;
use std::vec;

use aws_smithy_async::future::pagination_stream::PaginationStream;
use futures_util::stream::{self, BufferUnordered, Collect, Iter, StreamExt};

use domain::look::Why;

/// Calls at the same moment for one environment; ECS refills twenty reads a second.
pub(super) const AT_ONCE: usize = 8;

/// What was read in several calls, and why some of it is missing.
pub(super) type Batched<T> = (Vec<T>, Option<Why>);

/// Does `work` for each of `items`, for `most` at the same moment; the answers come in any order, so that one that
/// hangs holds up none of the others.
///
/// All futures are made at once: one that keeps the closure that makes them is not seen to be `Send`.
pub(super) fn at_once<T, F: Future>(
    most: usize,
    items: impl IntoIterator<Item = T>,
    work: impl FnMut(T) -> F,
) -> Collect<BufferUnordered<Iter<vec::IntoIter<F>>>, Vec<F::Output>> {
    let futures: Vec<F> = items.into_iter().map(work).collect();
    stream::iter(futures).buffer_unordered(most).collect()
}

/// Asks for `items` in batches, several at once; a batch that fails takes only its own items with it.
pub(super) async fn batches<T, F>(
    items: &[String],
    size: usize,
    ask: impl Fn(Vec<String>) -> F,
) -> Batched<T>
where
    F: Future<Output = Result<Vec<T>, Why>>,
{
    let answers = at_once(AT_ONCE, items.chunks(size), |batch| ask(batch.to_vec())).await;
    let mut read = Vec::with_capacity(items.len());
    let mut missed = None;
    for answer in answers {
        match answer {
            Ok(items) => read.extend(items),
            Err(why) => missed = Some(why),
        }
    }
    (read, missed)
}

/// Lists page by page; an error ends the list and leaves what was listed before it.
pub(super) async fn until_error<T, E>(
    mut pages: PaginationStream<Result<T, E>>,
    why: impl Fn(E) -> Why,
) -> Batched<T> {
    let mut listed = Vec::new();
    while let Some(item) = pages.next().await {
        match item {
            Ok(item) => listed.push(item),
            Err(error) => return (listed, Some(why(error))),
        }
    }
    (listed, None)
}
