export default () => <p>upload-view</p>;
