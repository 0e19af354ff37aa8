/**
 * Loads what a command does once it is called. Each needs another part of the server, and `--help`, completion and the wrong
 * arguments need none of them.
 *
 * @param load  imports the file
 * @param pick  the function in it
 */
export const lazily =
  <Module, Given extends readonly unknown[]>(
    load: () => Promise<Module>,
    pick: (module: Module) => (...given: Given) => unknown,
  ) =>
  async (...given: Given): Promise<void> => {
    await pick(await load())(...given)
  }
