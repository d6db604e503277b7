// What a thread of our own server does with a task, as a user's module.
export default function echo(task: string): string {
  return task;
}
