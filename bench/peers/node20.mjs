// What PostGraphile 5.1 needs of Node 22 and Node 20 lacks; a no-op on newer ones. Imported before it.
Promise.withResolvers ??= function withResolvers() {
  const made = {};
  made.promise = new this((resolve, reject) => Object.assign(made, { resolve, reject }));
  return made;
};
