import type { Confidence } from './confidence.js';

/** Where an acquire API leaves the resource. */
export type Handle =
  | { readonly kind: 'return' }
  /** The argument itself names the resource: `clk_prepare_enable(clk)`. */
  | { readonly kind: 'arg'; readonly index: number }
  /** The resource is stored through the argument: `*arg1`, called as `foo(dev, &res)`; in a field of it: `*arg3.pointer`. */
  | { readonly kind: 'out'; readonly index: number; readonly field?: string };

/** How an acquire call says that it has acquired nothing. */
export type Failure =
  'null' | 'err-ptr' | 'err-ptr-or-null' | 'negative' | 'nonzero' | 'zero' | 'false' | 'mapping-error' | 'never';

export interface Release {
  readonly name: string;
  /** Index of the argument that names the resource; undefined where it is keyed otherwise (by name, id or owner). */
  readonly arg: number | undefined;
  /** A call with this text as the argument of that index is no release: it switches on. */
  readonly unless?: { readonly index: number; readonly text: string };
}

/** What is wrong when the resource stays: memory or a count is lost, or something still runs and uses freed memory. */
export type Effect = 'leak' | 'use-after-free';

export interface AcquireApi {
  readonly name: string;
  /** Id of its family, such as `percpu`. */
  readonly rule: string;
  readonly handle: Handle;
  readonly failure: Failure;
  /** Most usual first; never empty. */
  readonly releases: readonly Release[];
  /** Managed variants such as `devm_clk_get`, for the remedy. */
  readonly managed: readonly string[];
  /** A count on a shared object, so that holding it twice wants releasing it twice. */
  readonly counted: boolean;
  /** The reference stays when the call fails (`pm_runtime_get_sync`). */
  readonly keptOnFailure: boolean;
  /** What a failed call still needs (`device_register` → `put_device`). */
  readonly onFailure: string | undefined;
  /** A driver that calls this function has such calls undone for it (`pcim_enable_device` for `pci_request_regions`). */
  readonly managedAfter: string | undefined;
  /** Argument whose reference the call itself drops (`of_find_node_by_name` drops `from`, index 0). */
  readonly drops: number | undefined;
  /** Argument that says the lowest number it gives out (`idr_alloc`, index 2). */
  readonly lowest: number | undefined;
  /** Argument that names the entry above, which takes this one along when it goes (`tracefs_create_file`, index 2). */
  readonly above: number | undefined;
  /** Argument that is the function of a thread: one that never asks whether it should stop ends by itself (`kthread_run`, index 0). */
  readonly runs: number | undefined;
  readonly effect: Effect;
  /** Highest confidence a finding about it may have, from how often the kernel itself releases it. */
  readonly confidence: Confidence;
  /** Teardown alone is checked, never a single function (work, timers). */
  readonly scope: 'function' | 'teardown';
  /** Something is acquired only where the struct that the handle's argument points to was set up with this: `ACPI_ALLOCATE_BUFFER`. */
  readonly where: string | undefined;
  /** What it sets up is held only where one of these calls, anywhere in view, is given it (`INIT_WORK` and `schedule_work`); empty for no such condition. */
  readonly startedBy: readonly string[];
}

/** A call that ends the caller's duty to release an argument. */
export interface TransferApi {
  readonly name: string;
  readonly arg: number;
  readonly when: 'always' | 'success';
  /** How the call says that it failed; used with `when: 'success'`. */
  readonly failure: Failure;
}

/** An iteration macro whose cursor holds a reference inside the body. */
export interface LoopApi {
  readonly name: string;
  readonly rule: string;
  /** Index of the cursor among the macro's arguments. */
  readonly cursor: number;
  readonly releases: readonly Release[];
}

/** An ops struct, a registration macro or a pair of name endings that names an init and its teardown. */
export interface Lifecycle {
  readonly kind: 'ops' | 'module' | 'name';
  /** Struct tag for `ops`; macro for `module`; empty for `name`. */
  readonly type: string;
  /** Field, macro or name ending of the init; alternatives of the teardown, any of which counts. */
  readonly init: string;
  readonly teardowns: readonly string[];
  readonly role: string;
  /** A failed init gets its teardown called all the same. */
  readonly teardownAfterFailedInit: boolean;
}

/** A family of resources: one file of `rules/`. */
export interface Family {
  readonly id: string;
  readonly title: string;
  readonly why: string;
  readonly before: string;
  readonly after: string;
  readonly notCovered: string;
  /** What one resource is called in a comment, with its article where one is due: `memory`, `a clock`. */
  readonly noun: string;
  readonly examples: readonly { readonly title: string; readonly before: string; readonly after: string }[];
}

export interface Catalogue {
  readonly version: string;
  readonly families: ReadonlyMap<string, Family>;
  /** By name. */
  readonly acquires: ReadonlyMap<string, AcquireApi>;
  /** Acquire APIs that a release belongs to, by the name of the release. */
  readonly releases: ReadonlyMap<string, readonly AcquireApi[]>;
  readonly transfers: ReadonlyMap<string, readonly TransferApi[]>;
  readonly loops: ReadonlyMap<string, LoopApi>;
  readonly lifecycles: readonly Lifecycle[];
  /** Releases that do nothing when they are given NULL; those of `errSafe` take an error pointer as well. */
  readonly nullSafe: ReadonlySet<string>;
  readonly errSafe: ReadonlySet<string>;
  /** `__free()` classes and the release each one calls. */
  readonly cleanups: ReadonlyMap<string, string>;
  /** Calls that leave their second argument with a device for others to find; the device owns nothing. */
  readonly stores: ReadonlySet<string>;
  /** Calls that free their first argument when they succeed, and leave it when they fail. */
  readonly reallocs: ReadonlySet<string>;
  /** Annotations of functions that run once, while the kernel or a module comes up. */
  readonly boot: ReadonlySet<string>;
  /** Releases that take a managed resource out of the hands of its device, so that it does not go twice. */
  readonly unmanages: ReadonlySet<string>;
  /** Calls that return a status and always succeed. */
  readonly infallible: ReadonlySet<string>;
  /** Calls that return a part of what they are given, which is never NULL: `container_of`, `list_entry`. */
  readonly nonNull: ReadonlySet<string>;
  /** Calls that return their first argument, with a count on it: `get_device`. */
  readonly returnsArgument: ReadonlySet<string>;
  /** Calls that free the memory of their first argument and nothing that it points to. */
  readonly frees: ReadonlySet<string>;
  /** Releases after which the object stays readable for a while, for readers under RCU. */
  readonly deferred: ReadonlySet<string>;
  /** Releases behind which the caller has no use of their first argument any more, whoever else may keep it. */
  readonly ends: ReadonlySet<string>;
  /** Error codes that say that a request is on its way, and those that may say so too where one of these is asked for as well. */
  readonly inFlight: ReadonlySet<string>;
  readonly backlogged: ReadonlySet<string>;
  /** Status codes that say that nothing has failed; others with the same first word say that something has. */
  readonly noError: ReadonlySet<string>;
  /** Fields of ops structs, as `TYPE.FIELD`, whose functions run time and again while the device is there; last words of names that say so. */
  readonly repeatedOps: ReadonlySet<string>;
  readonly repeatedNames: ReadonlySet<string>;
  /** Words of names of functions that run once, whatever else their name says. */
  readonly onceNames: ReadonlySet<string>;
  /** Macros that define such an ops struct; their first argument is its name. */
  readonly repeatedMacros: ReadonlySet<string>;
  /** Fields that hold the function which the last put of an object runs. */
  readonly destructors: ReadonlySet<string>;
  /** Calls by which a thread asks whether it should stop. */
  readonly stopQuestions: ReadonlySet<string>;
  /** Calls that wait for what others do: wait_for_completion. */
  readonly waits: ReadonlySet<string>;
  /** Fields that, once they are set, make the owner of the object tear it down also where the set-up fails. */
  readonly adoptedBy: ReadonlySet<string>;
  /** Calls that do not come back: panic. */
  readonly halts: ReadonlySet<string>;
  /** Calls that ask for an interrupt, with its handlers among their arguments: request_irq. */
  readonly interrupts: ReadonlySet<string>;
  /** Calls after which an interrupt does not come, and flags that ask for one that starts off. */
  readonly quiets: ReadonlySet<string>;
  /** Calls that stop what their first argument names and keep it from starting again: disable_work_sync. */
  readonly bars: ReadonlySet<string>;
  /** Calls that return memory which is a part of their first argument: `netdev_priv`. */
  readonly inside: ReadonlySet<string>;
  /** Iteration macros that read their first argument to come to the next. */
  readonly stepping: ReadonlySet<string>;
  /** Calls that look at the value of a pointer, not at what it points to: IS_ERR. */
  readonly looks: ReadonlySet<string>;
  /** Fields that the subsystem itself gives back, whatever a driver puts there, by struct tag. */
  readonly owned: ReadonlyMap<string, ReadonlySet<string>>;
  /** Fields that hold the function with which an owner releases its private data, also when the set-up fails. */
  readonly callbacks: ReadonlySet<string>;
  /** Calls that leave a function (second argument) and its data (third) with an owner, who runs it in the end. */
  readonly actions: ReadonlySet<string>;
  /** Calls that make a resource of a device, which the function that they are given first releases once the device has it. */
  readonly makers: ReadonlySet<string>;
  /** Calls that give nothing exactly where they are given nothing (`fd_file`), and calls that ask whether that is so (`fd_empty`). */
  readonly contents: ReadonlySet<string>;
  readonly empties: ReadonlySet<string>;
  /** Functions known to acquire nothing and to take nothing over, whatever their name says. */
  readonly harmless: ReadonlySet<string>;
  /** Functions that look at what they are given, or change it in place, and keep nothing of it. */
  readonly reads: ReadonlySet<string>;
  /** Releases that take the resource as their only argument. */
  readonly soleArgument: ReadonlySet<string>;
  /** Of these, `acquire release` pairs where the release wants another object than the one acquired. */
  readonly otherObject: ReadonlySet<string>;
  /** What a core gives back by itself once a function was called, or for an ops struct without a teardown: `pcim_enable_device` → pci_enable_msi … */
  readonly covers: ReadonlyMap<string, ReadonlySet<string>>;
  /** Ends of paths (`dev.of_node`) that belong to a core, whoever fills them. */
  readonly keptByCore: ReadonlySet<string>;
  /** Word pairs such as alloc/free for pairs that nobody listed. */
  readonly antonyms: readonly (readonly [acquire: string, release: string])[];
  readonly words: NameWords;
}

/** Words of function names that say, where nothing better is known, what a call does. Rules: `rules/names.yaml`. */
export interface NameWords {
  /** Such calls may release what they are given: free, put, destroy, cleanup … */
  readonly release: ReadonlySet<string>;
  /** Such calls may take over what they are given: add, register, queue, submit … */
  readonly takeover: ReadonlySet<string>;
  /** Such calls take over the object that the member they are given is a part of: `list_add(&x->node, …)`, `queue_work(wq, &x->work)`. */
  readonly embed: ReadonlySet<string>;
  /** Such calls fill or prepare the one object that they are given, and keep it nowhere: init, setup, fill … */
  readonly setup: ReadonlySet<string>;
  /** Such calls switch hardware on, which counts as acquired though nothing but registers is written. */
  readonly switch: ReadonlySet<string>;
  /** Such calls, given a part of an object, may give up the whole of it: `put_device(&x->dev)`. */
  readonly drop: ReadonlySet<string>;
  /** Such calls look at what they are given and take nothing over: count, rate, name, is … */
  readonly borrow: ReadonlySet<string>;
  /** Such calls return what others keep: find, lookup, first, entry … */
  readonly borrowed: ReadonlySet<string>;
  /** Such calls give another view of the object they are given: priv, drvdata, container … */
  readonly view: ReadonlySet<string>;
  /** Such calls acquire something that its owner gives back by itself: devm, drmm, pcim … */
  readonly managed: ReadonlySet<string>;
  /** Such releases put a node of the firmware's description of the machine, which is hardly ever taken away. */
  readonly node: ReadonlySet<string>;
  /** Such calls give a user of an object that others may have as well, or take one away: get, find, put … */
  readonly shared: ReadonlySet<string>;
}
