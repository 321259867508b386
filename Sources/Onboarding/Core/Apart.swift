/// A part of a state that few subjects have, kept on the heap and replaced as a whole.
///
/// A rebuild moves millions of states about: without its rare parts a state is a few hundred bytes,
/// with them some thousands.
struct Apart<Part: FoldedState>: Sendable, Equatable {
    /// Never changed: states that are copied share it.
    private final class Room: Sendable {
        let part: Part

        init(_ part: Part) { self.part = part }
    }

    /// Nil for the part's initial value.
    private var room: Room?

    init() {}

    /// Nil while the part is what it began as; costs nothing then.
    var own: Part? { room?.part }

    /// The part, or its initial value; setting it makes another object on the heap.
    var part: Part {
        get { room?.part ?? Part() }
        set { room = Room(newValue) }
    }

    /// A part that was set to its initial value equals one that never was.
    static func == (a: Apart, b: Apart) -> Bool { a.room === b.room || a.part == b.part }
}
