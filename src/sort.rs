//! Floor 0: sorting in one copy of code. The sorts of core are copied for each type and comparison, and each copy takes 2 to
//! 3 KB of a firmware. Large lists whose order costs time, as in CRLs, still use them.

use core::cmp::Ordering;

/// Sorts in place, without memory, and without keeping the order of equal elements. It takes at most `2 n log2 n`
/// comparisons (heapsort).
pub(crate) fn sort_unstable<T>(list: &mut [T], mut compare: impl FnMut(&T, &T) -> Ordering) {
    let length = list.len();
    heap_sort(length, &mut |step| match step {
        Step::IsBefore(a, b) => match (list.get(a), list.get(b)) {
            (Some(a), Some(b)) => compare(a, b).is_lt(),
            _ => false,
        },
        Step::Swap(a, b) => {
            list.swap(a, b);
            false
        }
    });
}

/// What a sort asks about a list that it does not see. One closure for both, because both borrow the list.
enum Step {
    IsBefore(usize, usize),
    Swap(usize, usize),
}

fn heap_sort(length: usize, list: &mut dyn FnMut(Step) -> bool) {
    for root in (0..length / 2).rev() {
        sift_down(root, length, list);
    }
    for end in (1..length).rev() {
        list(Step::Swap(0, end));
        sift_down(0, end, list);
    }
}

/// Moves the element at `root` down until no child comes after it.
fn sift_down(mut root: usize, end: usize, list: &mut dyn FnMut(Step) -> bool) {
    loop {
        let left = root.saturating_mul(2).saturating_add(1);
        let right = left.saturating_add(1);
        if left >= end {
            return;
        }
        let is_right = right < end && list(Step::IsBefore(left, right));
        let child = if is_right { right } else { left };
        if !list(Step::IsBefore(root, child)) {
            return;
        }
        list(Step::Swap(root, child));
        root = child;
    }
}

/// The most elements of a list that [`sort_short`] sorts: more than the certificates of a chain, or the anchors of its names.
pub(crate) const MAX_SHORT: usize = 128;

/// Sorts up to [`MAX_SHORT`] elements without the heap, and keeps the order of equal ones. More elements stay unsorted. It takes
/// as few comparisons as any sort (merge sort), and moves each element once. With std, core's sort is used, which is faster.
pub(crate) fn sort_short<T>(list: &mut [T], compare: impl FnMut(&T, &T) -> Ordering) {
    if cfg!(feature = "std") {
        list.sort_by(compare);
    } else {
        sort_in_order(list, compare);
    }
}

fn sort_in_order<T>(list: &mut [T], mut compare: impl FnMut(&T, &T) -> Ordering) {
    let (mut order, mut room) = ([0_u8; MAX_SHORT], [0; MAX_SHORT]);
    let (Some(order), Some(room)) = (order.get_mut(..list.len()), room.get_mut(..list.len()))
    else {
        return;
    };
    if list.len() < 2 {
        return;
    }
    let order = merge_sort(order, room, &mut |a, b| match (list.get(a), list.get(b)) {
        (Some(a), Some(b)) => compare(a, b).is_gt(),
        _ => false,
    });
    for place in 0..list.len() {
        // What was there has moved if its turn came before.
        let mut from = number_at(order, place);
        while from < place {
            from = number_at(order, from);
        }
        list.swap(place, from);
    }
}

fn number_at(order: &[u8], place: usize) -> usize {
    order.get(place).copied().map_or(place, usize::from)
}

/// Puts the numbers of the elements into their order. Both lists have room for all of them.
fn merge_sort<'a>(
    mut from: &'a mut [u8],
    mut to: &'a mut [u8],
    is_after: &mut dyn FnMut(usize, usize) -> bool,
) -> &'a [u8] {
    for (place, number) in (0..u8::MAX).zip(from.iter_mut()) {
        *number = place;
    }
    let mut width = 1_usize;
    while width < from.len() {
        let parts = from.chunks(width.saturating_mul(2));
        for (part, merged) in parts.zip(to.chunks_mut(width.saturating_mul(2))) {
            let (mut left, mut right) = part.split_at_checked(width).unwrap_or((part, &[]));
            for place in merged {
                let taken = match (&mut left, &mut right) {
                    ([a, ..], [b, ..]) if is_after((*a).into(), (*b).into()) => &mut right,
                    ([], _) => &mut right,
                    _ => &mut left,
                };
                if let Some((number, rest)) = taken.split_first() {
                    *place = *number;
                    *taken = rest;
                }
            }
        }
        core::mem::swap(&mut from, &mut to);
        width = width.saturating_mul(2);
    }
    from
}

/// Sorts a few elements, and keeps the order of equal ones. The time grows with the square of their number.
pub(crate) fn sort_few<T>(list: &mut [T], mut compare: impl FnMut(&T, &T) -> Ordering) {
    for end in 1..list.len() {
        let mut place = end;
        while let Some(before) = place.checked_sub(1)
            && let (Some(a), Some(b)) = (list.get(before), list.get(place))
            && compare(a, b).is_gt()
        {
            list.swap(before, place);
            place = before;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{MAX_SHORT, sort_few, sort_in_order, sort_unstable};
    use alloc::vec::Vec;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn each_sort_gives_the_order_of_core(keys in proptest::collection::vec(0_u8..20, 0..=MAX_SHORT)) {
            let list: Vec<(u8, usize)> = keys.into_iter().zip(0..).collect();
            let mut expected = list.clone();
            expected.sort_by_key(|(key, _)| *key);
            let (mut short, mut few, mut all) = (list.clone(), list.clone(), list);
            sort_in_order(&mut short, |a, b| a.0.cmp(&b.0));
            prop_assert_eq!(&short, &expected);
            sort_few(&mut few, |a, b| a.0.cmp(&b.0));
            prop_assert_eq!(&few, &expected);
            sort_unstable(&mut all, Ord::cmp);
            prop_assert_eq!(&all, &expected);
        }
    }

    #[test]
    fn heapsort_takes_no_more_comparisons_than_it_states() {
        let mut comparisons = 0_u32;
        let mut list: Vec<u32> = (0..1024).map(|number| number * 7919 % 1024).collect();
        sort_unstable(&mut list, |a, b| {
            comparisons += 1;
            a.cmp(b)
        });
        assert!(list.is_sorted());
        assert!(comparisons <= 2 * 1024 * 10, "{comparisons}");
    }
}
