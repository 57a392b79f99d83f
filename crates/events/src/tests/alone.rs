//! What tests of notices have in common.

use super::*;

/// The value with another member, or another value of one; `path` is like `detail/state`.
pub(super) fn having(value: &Value, path: &str, new: Value) -> Value {
    let mut value = value.clone();
    let mut place = &mut value;
    for key in path.split('/') {
        place = match key.parse::<usize>() {
            Ok(index) => &mut place[index],
            Err(_) => &mut place[key],
        };
    }
    *place = new;
    value
}

pub(super) fn notices(event: &Value) -> Vec<Notice> {
    match read(event).means {
        Means::Alone(notices) => notices,
        other => panic!("{other:?}: {event}"),
    }
}

pub(super) fn notice(event: &Value) -> Notice {
    let notices = notices(event);
    let [notice] = <[_; 1]>::try_from(notices).expect("one notice");
    notice
}

pub(super) fn refusal(event: &Value) -> String {
    let error = decode(event, KNOWN).expect_err("what identifies it is missing");
    error.to_string()
}

/// `account/region`.
pub(super) fn at_place(notice: &Notice) -> String {
    let place = notice.place.as_ref().expect("a place");
    format!("{}/{}", place.account, place.region)
}
