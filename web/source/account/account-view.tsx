export default () => <p>account-view</p>;
