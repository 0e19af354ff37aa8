import { findNodeAtLocation, getNodeValue, type Node, type ParseError, parseTree, printParseErrorCode } from 'jsonc-parser'

/** Leads from the whole file to a value in it. */
export type Path = readonly (string | number)[]

/** Something that is wrong with what is at a place of the file, or with its being there. */
export interface Fault {
  readonly path: Path
  readonly text: string
}

/** Everything that is wrong with a tenants file, a line for each. */
export class TenantsFileError extends Error {
  override readonly name = 'TenantsFileError'
}

/** A file that could be read as JSON, comments aside. */
export interface TenantsDocument {
  readonly value: unknown
  /** Names that stand twice in one object, of which JSON readers take whichever they like. */
  readonly repeatedNames: readonly Fault[]
  /** @returns an error that names each fault and its line, in the order of the lines */
  errorOf(faults: readonly Fault[]): TenantsFileError
}

/**
 * @param file  what messages call it
 * @throws TenantsFileError when it is no JSON
 */
export function readDocument(text: string, file: string): TenantsDocument {
  const errors: ParseError[] = []
  const content = text.replace(/^\uFEFF/, '')
  const root = parseTree(content, errors)
  const [first] = errors // what follows it is mostly its consequence
  if (!root || first) throw new TenantsFileError(first ? syntaxFault(first) : `${file}:1: there is nothing in it`)
  return {
    value: getNodeValue(root),
    repeatedNames: repeatedIn(root, []),
    errorOf(faults) {
      const lines = faults.map(({ path, text: fault }) => ({ line: lineAt(offsetOf(root, path)), path, fault }))
      const sorted = lines.toSorted((one, other) => one.line - other.line)
      return new TenantsFileError(sorted.map(({ line, path, fault }) => `${file}:${line}: ${spelt(path)} ${fault}`).join('\n'))
    },
  }

  function lineAt(offset: number): number {
    return content.slice(0, offset).split('\n').length
  }
  function syntaxFault({ error, offset }: ParseError): string {
    const what = printParseErrorCode(error).replace(/(?<=[a-z])[A-Z]/g, (letter) => ` ${letter}`)
    return `${file}:${lineAt(offset)}: this is no JSON: ${what.toLowerCase()}`
  }
}

/** Where the value begins, or its name where it has one; of what is not there, where the nearest thing around it begins. */
function offsetOf(root: Node, path: Path): number {
  const node = findNodeAtLocation(root, [...path])
  if (!node) return path.length === 0 ? 0 : offsetOf(root, path.slice(0, -1))
  return node.parent?.type === 'property' ? node.parent.offset : node.offset
}

const spelt = (path: Path): string =>
  path.map((part, index) => (typeof part === 'number' ? `[${part}]` : index === 0 ? part : `.${part}`)).join('') || 'the file'

function repeatedIn(node: Node, path: Path): readonly Fault[] {
  const children = node.children ?? []
  if (node.type === 'array') return children.flatMap((child, index) => repeatedIn(child, [...path, index]))
  const names = children.map(nameOf)
  return children.flatMap((child, index) => {
    const name = names[index] ?? ''
    const isRepeated = node.type === 'object' && names.indexOf(name) < index
    const value = child.children?.[1]
    return [
      ...(isRepeated ? [{ path: [...path, name], text: 'is there twice' }] : []),
      ...(value ? repeatedIn(value, [...path, name]) : []),
    ]
  })
}

const nameOf = (property: Node): string => String(property.children?.[0]?.value)
