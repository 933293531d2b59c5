// The framework's random state and thread count belong to the process: tests that set them take turns.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
