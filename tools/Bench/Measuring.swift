import Glibc

/// Seconds since it was made, on the wall and of this process's own work on all its threads.
struct Stopwatch {
    private let wall = Self.read(CLOCK_MONOTONIC)
    private let work = Self.read(CLOCK_PROCESS_CPUTIME_ID)

    var seconds: Double { Self.read(CLOCK_MONOTONIC) - wall }

    var workSeconds: Double { Self.read(CLOCK_PROCESS_CPUTIME_ID) - work }

    static func read(_ clock: clockid_t) -> Double {
        var time = timespec()
        unsafe clock_gettime(clock, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}

/// What one side of a comparison did in one round.
struct Pace {
    var count: Int
    var seconds: Double
    var workSeconds: Double

    /// Times `body`, which answers how many things it did.
    static func measure(_ body: () throws -> Int) rethrows -> Pace {
        let watch = Stopwatch()
        let count = try body()
        return Pace(count: count, seconds: watch.seconds, workSeconds: watch.workSeconds)
    }

    var perSecond: Double { Double(count) / seconds }

    /// What one thread does in a second of its own time, whatever else the machine does.
    var perWorkSecond: Double { Double(count) / workSeconds }
}

/// Rounds in which a subject and what it is compared with took turns.
struct Comparison {
    private(set) var subject: [Pace] = []
    private(set) var reference: [Pace] = []

    /// The subject goes first, for a reference that needs what it made.
    init(rounds: Int, subject: () throws -> Int, reference: () throws -> Int) rethrows {
        for _ in 0..<rounds {
            self.subject.append(try Pace.measure(subject))
            self.reference.append(try Pace.measure(reference))
        }
    }

    init() {}

    mutating func add(_ subject: Pace, _ reference: Pace) {
        self.subject.append(subject)
        self.reference.append(reference)
    }

    var perSecond: Double { Median.of(subject.map(\.perSecond)) }

    var referencePerSecond: Double { Median.of(reference.map(\.perSecond)) }

    var perWorkSecond: Double { Median.of(subject.map(\.perWorkSecond)) }

    /// The median of the rounds' ratios on the wall.
    var ratio: Double { Median.of(zip(subject, reference).map { $0.perSecond / $1.perSecond }) }

    /// The median of the rounds' ratios of one thread's work.
    var workRatio: Double {
        Median.of(zip(subject, reference).map { $0.perWorkSecond / $1.perWorkSecond })
    }
}

enum Median {
    static func of(_ values: [Double]) -> Double { quantile(values, 0.5) }

    /// The nearest rank; zero without values.
    static func quantile(_ values: [Double], _ share: Double) -> Double {
        guard !values.isEmpty else { return 0 }
        let sorted = values.sorted()
        return sorted[min(sorted.count - 1, Int(Double(sorted.count) * share))]
    }
}

/// Facts that the kernel knows of this process and of files.
enum SystemFacts {
    /// Bytes of this process that are in memory.
    static var residentBytes: Int {
        guard let file = unsafe fopen("/proc/self/statm", "r") else { return 0 }
        defer { unsafe fclose(file) }
        var text = [UInt8](repeating: 0, count: 128)
        let count = unsafe fread(&text, 1, text.count, file)
        let words = String(decoding: text.prefix(count), as: UTF8.self).split(separator: " ")
        guard words.count > 1, let pages = Int(words[1]) else { return 0 }
        return pages * Int(getpagesize())
    }

    /// A file's size; 0 when there is none.
    static func fileBytes(_ path: String) -> Int {
        var facts = stat()
        return unsafe stat(path, &facts) == 0 ? Int(facts.st_size) : 0
    }
}
