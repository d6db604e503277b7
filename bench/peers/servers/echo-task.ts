// What a thread of our own server does with a task, as a user's module.
// oxlint-disable-next-line import/no-default-export -- what --task runs
export default function echo(task: string): string {
  return task;
}
