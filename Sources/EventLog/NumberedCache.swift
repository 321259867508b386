/// What numbers stand for, in a fixed number of places: one that is asked for takes its place from
/// another. Finding it hashes nothing; nothing is held before the first.
struct NumberedCache<Value> {
    /// A power of two. Who is on the way at one time has numbers near one another.
    private static var placeCount: Int { 16_384 }

    private var places: [(number: Int64, value: Value)?] = []

    subscript(number: Int64) -> Value? {
        get {
            guard !places.isEmpty, let place = places[Self.place(of: number)],
                place.number == number
            else { return nil }
            return place.value
        }
        set {
            if places.isEmpty { places = Array(repeating: nil, count: Self.placeCount) }
            places[Self.place(of: number)] = newValue.map { (number, $0) }
        }
    }

    private static func place(of number: Int64) -> Int { Int(number & Int64(placeCount - 1)) }
}
