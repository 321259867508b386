import Glibc

/// A POSIX thread for an event loop; the cooperative pool must never block, and epoll_wait does.
enum LoopThread {
    private final class Body {
        let run: () -> Void
        init(_ run: @escaping () -> Void) { self.run = run }
    }

    /// Starts a thread that runs the closure, with all that the closure captures, and ends.
    static func start(_ run: sending @escaping () -> Void) throws(SystemError) {
        let body = unsafe Unmanaged.passRetained(Body(run))
        var thread = pthread_t()
        let code = unsafe pthread_create(
            &thread, nil,
            { argument in
                // Guarantee: the argument is the body retained for this thread alone.
                guard let argument = unsafe argument else { return nil }
                unsafe Unmanaged<Body>.fromOpaque(argument).takeRetainedValue().run()
                return nil
            }, body.toOpaque())
        guard code == 0 else {
            unsafe body.release()
            throw SystemError(operation: "pthread_create", code: code)
        }
        pthread_detach(thread)
    }
}
