/// An object in memory: members in their order, each name once.
///
/// Names are compared byte by byte (RFC 8259 section 8.3), not by Unicode equivalence as Swift
/// strings are. Equality of objects ignores the order.
package struct JSONObject: Sendable {
    private var members: [(key: String, value: JSONValue)] = []
    /// Where each name stands; kept only above `linearCountMax` members.
    private var places: [ExactText: Int] = [:]

    /// Up to this many members, comparing each name beats hashing; few objects have more.
    private static let linearCountMax = 16

    package init() {}

    /// How many members there are; no name counts twice.
    package var count: Int { members.count }
    package var isEmpty: Bool { members.isEmpty }
    /// In the members' order; makes an array.
    package var keys: [String] { members.map(\.key) }

    /// True also for a member that is `null`.
    package func contains(_ key: String) -> Bool { place(of: key) != nil }

    /// The member's value; setting appends or replaces in place, setting nil removes.
    package subscript(key: String) -> JSONValue? {
        get { place(of: key).map { members[$0].value } }
        set {
            switch (place(of: key), newValue) {
            case (let place?, let value?): members[place].value = value
            case (nil, let value?): append(key, value)
            case (let place?, nil): remove(at: place)
            case (nil, nil): break
            }
        }
    }

    /// Takes over another object's members: each replaces the one of its name or comes last, and
    /// `null` takes it away (RFC 7396, but for objects within). One pass, however many go.
    package mutating func merge(_ changes: JSONObject) {
        var isAnyGone = false
        for (key, value) in changes {
            if !value.isNull {
                self[key] = value
            } else if let place = place(of: key) {
                members[place].value = .null
                isAnyGone = true
            }
        }
        guard isAnyGone else { return }
        members.removeAll { $0.value.isNull && changes.contains($0.key) }
        index()
    }

    /// Compares names up to `linearCountMax` members, and hashes above.
    private func place(of key: String) -> Int? {
        guard members.count > Self.linearCountMax else {
            return members.firstIndex { ExactText($0.key) == ExactText(key) }
        }
        return places[ExactText(key)]
    }

    /// - Precondition: no member has the name.
    private mutating func append(_ key: String, _ value: JSONValue) {
        members.append((key, value))
        if members.count == Self.linearCountMax + 1 {
            index()
        } else if members.count > Self.linearCountMax {
            places[ExactText(key)] = members.count - 1
        }
    }

    /// Moves the later members up, so that their order stays.
    private mutating func remove(at place: Int) {
        members.remove(at: place)
        index()
    }

    /// Finds all members' places anew.
    private mutating func index() {
        places = [:]
        guard members.count > Self.linearCountMax else { return }
        for (place, member) in members.enumerated() { places[ExactText(member.key)] = place }
    }
}

extension JSONObject: Sequence {
    package func makeIterator() -> IndexingIterator<[(key: String, value: JSONValue)]> {
        members.makeIterator()
    }
}

extension JSONObject: Hashable {
    package static func == (a: JSONObject, b: JSONObject) -> Bool {
        a.count == b.count && a.allSatisfy { b[$0.key] == $0.value }
    }

    /// Adds the members' hashes up, so that their order does not matter.
    package func hash(into hasher: inout Hasher) {
        var sum = 0
        for (key, value) in members {
            var memberHasher = Hasher()
            memberHasher.combine(ExactText(key))
            memberHasher.combine(value)
            sum &+= memberHasher.finalize()
        }
        hasher.combine(sum)
    }
}

extension JSONObject: ExpressibleByDictionaryLiteral {
    /// - Precondition: no name comes twice.
    package init(dictionaryLiteral elements: (String, JSONValue)...) {
        for (key, value) in elements {
            precondition(!contains(key), "an object literal names \(key) twice")
            append(key, value)
        }
    }
}
