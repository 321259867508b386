import Synchronization

/// The newest, growing block, as the one thread that indexes shares it with those who read.
package final class AuditTail: Sendable {
    /// What a reader takes away: how far the block is, and the places of the terms it asked for.
    struct Excerpt: Sendable {
        let number: Int64
        let through: Int64
        let postings: [AuditTerm: [UInt16]]
    }

    /// Held for a batch or an excerpt, never for a file.
    private let block = Mutex(AuditBlock(number: 0))

    package init() {}

    /// The block's number, and the last position that it has.
    package var standing: (number: Int64, through: Int64) {
        block.withLock { ($0.number, $0.through) }
    }

    /// The block once it is full: it then stays as it is until another begins.
    var fullBlock: AuditBlock? { block.withLock { $0.isFull ? $0 : nil } }

    /// Copies the places of these terms; those without any are left out.
    func excerpt(_ terms: [AuditTerm]) -> Excerpt {
        block.withLock { block in
            var postings: [AuditTerm: [UInt16]] = [:]
            for term in terms { postings[term] = block.postings[term] }
            return Excerpt(number: block.number, through: block.through, postings: postings)
        }
    }

    /// Takes the events behind the last one, in order and without a gap.
    func add(_ batch: [(position: Int64, terms: [AuditTerm])]) {
        block.withLock { block in
            for event in batch { block.add(event.terms, position: event.position) }
        }
    }

    /// Lets the block go: one that was full is in the file by then.
    func begin(block number: Int64) { block.withLock { $0 = AuditBlock(number: number) } }
}
