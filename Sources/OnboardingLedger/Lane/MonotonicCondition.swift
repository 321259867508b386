import Glibc

/// A lock and its condition, as `NSCondition` is, whose limited wait goes by the monotonic clock: a
/// machine's clock that is set back while somebody waits makes the wait no longer.
///
/// `@unchecked Sendable`: the two are made for being used by many threads; where they lie is fixed.
@safe final class MonotonicCondition: @unchecked Sendable {
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

    init() {
        unsafe mutex.initialize(to: pthread_mutex_t())
        unsafe condition.initialize(to: pthread_cond_t())
        var attributes = pthread_condattr_t()
        unsafe pthread_condattr_init(&attributes)
        let error = unsafe pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
        precondition(error == 0, "the system has conditions by the monotonic clock")
        unsafe pthread_mutex_init(mutex, nil)
        unsafe pthread_cond_init(condition, &attributes)
        unsafe pthread_condattr_destroy(&attributes)
    }

    deinit {
        unsafe pthread_cond_destroy(condition)
        unsafe pthread_mutex_destroy(mutex)
        unsafe condition.deallocate()
        unsafe mutex.deallocate()
    }

    func lock() { unsafe pthread_mutex_lock(mutex) }

    func unlock() { unsafe pthread_mutex_unlock(mutex) }

    /// Wakes one who waits.
    func signal() { unsafe pthread_cond_signal(condition) }

    /// Wakes all who wait.
    func broadcast() { unsafe pthread_cond_broadcast(condition) }

    /// Lets go of the lock until woken, maybe for nothing.
    func wait() { unsafe pthread_cond_wait(condition, mutex) }

    /// The same up to a time; false once that is over.
    func wait(until deadline: Deadline) -> Bool {
        var time = deadline.time
        return unsafe pthread_cond_timedwait(condition, mutex, &time) == 0
    }

    /// A time by the monotonic clock.
    struct Deadline {
        fileprivate var time = timespec()

        /// - Parameter nanoseconds: from now on; less than a second.
        init(inNanoseconds nanoseconds: Int) {
            unsafe clock_gettime(CLOCK_MONOTONIC, &time)
            time.tv_nsec += nanoseconds
            if time.tv_nsec >= 1_000_000_000 {
                time.tv_sec += 1
                time.tv_nsec -= 1_000_000_000
            }
        }
    }
}
