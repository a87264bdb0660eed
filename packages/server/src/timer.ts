/** What is to be done in its time: by a function, or by an object that knows what, which costs no function. */
export type Task = (() => void) | { run(): void };

/** What a task waits with. */
export interface Timer {
  /** Calls the task off, unless it ran. */
  cancel(): void;
}

export function run(task: Task): void {
  if (typeof task === 'function') {
    task();
  } else {
    task.run();
  }
}
